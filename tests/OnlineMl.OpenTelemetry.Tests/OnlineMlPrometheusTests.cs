using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests;

namespace OnlineMl.OpenTelemetry.Tests;

public class OnlineMlPrometheusTests
{
    [Fact]
    public async Task Metrics_AreInPrometheusText()
    {
        await using var server = await StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/prices", "\"LinearRegression\"");
        await server.JsonAsync("POST", "/api/learn", """{"model": "prices", "features": {"size": 3}, "ground_truth": 6}""");

        var (status, text) = await server.SendAsync("GET", "/metrics");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("# TYPE onlineml_model_learn_seconds histogram", text, StringComparison.Ordinal);
        Assert.Contains("model=\"prices\"", Assert.Single(text.Split((char)10), line => line.StartsWith("onlineml_model_learn_seconds_count", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guide_NamesWhatIsServed()
    {
        await using var server = await StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/prices", "\"LinearRegression\"");
        await server.JsonAsync("POST", "/api/learn", """{"model": "prices", "features": {"size": 3}, "ground_truth": 6}""");
        await server.JsonAsync("POST", "/api/predict", """{"model": "prices", "features": {"size": 3}}""");
        var text = (await server.SendAsync("GET", "/metrics")).Body;
        foreach (var name in new[] { "onlineml_requests_in_progress", "onlineml_requests_total", "onlineml_model_predict_seconds_bucket", "onlineml_model_learn_seconds_bucket", "onlineml_log_append_total", "onlineml_model_metric" })
        {
            Assert.Contains('\n' + name + '{', text, StringComparison.Ordinal);
        }

        Assert.Contains("onlineml_requests_duration_seconds_bucket{", text, StringComparison.Ordinal);
        Assert.Contains("le=\"0.1\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithUsers_ATokenIsNeeded()
    {
        await using var server = await StartAsync("anna:secret");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/metrics")).Status);

        using var signIn = new HttpRequestMessage(HttpMethod.Get, "/api/auth/token");
        signIn.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anna:secret")));
        using var answer = await server.Http.SendAsync(signIn);
        var token = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("token").GetString();
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/metrics")).Status);
    }

    private static Task<TestServer> StartAsync(string? user = null) => TestServer.StartAsync(
        options => options.Access.Users = user is null ? [] : [user],
        builder => builder.Services.AddOpenTelemetry().AddOnlineMlPrometheus(),
        app =>
        {
            app.MapOnlineMl();
            app.MapOnlineMlPrometheus();
        });
}
