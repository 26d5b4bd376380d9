using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnlineMl.AspNetCore.Tests.Authentication;

namespace OnlineMl.AspNetCore.Tests.Limits;

public class AuditTrailTests
{
    [Fact]
    public async Task ManagingCalls_AreToldWithWhoWhatAndWhen()
    {
        using var lines = new LogLines();
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            builder =>
            {
                builder.Logging.AddProvider(lines);
                builder.Services.AddSingleton<TimeProvider>(new FixedClock());
            });
        var token = await server.TokenAsync("anna", "secret");
        await server.StatusAsAsync(token, "POST", "/api/model/regression/m", "\"LinearRegression\"");
        await server.StatusAsAsync(token, "POST", "/api/model/regression/m", "\"LinearRegression\"");
        await server.StatusAsAsync(token, "POST", "/api/learn", """{"model":"m","features":{"x":1},"ground_truth":1}""");
        await server.StatusAsAsync(token, "POST", "/api/model/m/save");
        await server.StatusAsAsync(token, "DELETE", "/api/model?model=m");
        await server.StatusAsAsync(token, "DELETE", "/api/model/%1b%5b31mred");

        // The last line is written after its answer has been sent.
        for (var i = 0; i < 500 && lines.Of(OnlineMlDefaults.AuditCategory).Count() < 5; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(
            [
                "anna from 127.0.0.1: POST /model/{flavor}/{name} 'm' at 2026-01-02T03:04:05.0000000+00:00, answered 201.",
                "anna from 127.0.0.1: POST /model/{flavor}/{name} 'm' at 2026-01-02T03:04:05.0000000+00:00, answered 400.",
                "anna from 127.0.0.1: POST /model/{name}/save 'm' at 2026-01-02T03:04:05.0000000+00:00, answered 200.",
                "anna from 127.0.0.1: DELETE /model 'm' at 2026-01-02T03:04:05.0000000+00:00, answered 200.",
                "anna from 127.0.0.1: DELETE /model/{name} '?[31mred' at 2026-01-02T03:04:05.0000000+00:00, answered 404.",
            ],
            lines.Of(OnlineMlDefaults.AuditCategory));
    }

    [Theory]
    [InlineData("GET", "/api/models")]
    [InlineData("GET", "/api/nowhere")]
    [InlineData("GET", "/api/model/none")]
    [InlineData("POST", "/api/learn")]
    [InlineData("POST", "/api/learn/batch")]
    [InlineData("GET", "/api/stream/events")]
    public async Task Answers_SayThatTheyAreNoPages(string method, string path)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.SendAsAsync(null, method, path);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        if (method == "GET")
        {
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
            Assert.NotNull(answer.Headers.CacheControl);
        }
    }
}
