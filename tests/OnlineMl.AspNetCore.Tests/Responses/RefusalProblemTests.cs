using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Responses;

public class RefusalProblemTests
{
    [Fact]
    public async Task Refusal_InAnEndpointOfTheApplication_IsAProblem()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOnlineMl();
        builder.Services.AddOnlineMlProblemDetails();
        await using var app = builder.Build();
        app.UseExceptionHandler();
        app.MapGet("/status", (IOnlineMlClient client) => client.GetStatusAsync("none"));
        app.MapGet("/busy", string () => throw new OnlineMlException(RefusalKind.Unavailable, "Wait.") { RetryAfter = TimeSpan.FromSeconds(2.5) });
        app.MapGet("/fault", string () => throw new InvalidOperationException("A secret."));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var missing = await http.GetAsync("/status");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(await missing.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("There is no model named 'none'.", problem.GetProperty("detail").GetString());
        Assert.Equal("ModelNotFound", problem.GetProperty("kind").GetString());

        using var busy = await http.GetAsync("/busy");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(3)), (busy.StatusCode, busy.Headers.RetryAfter?.Delta));

        using var fault = await http.GetAsync("/fault");
        Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.DoesNotContain("secret", await fault.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
