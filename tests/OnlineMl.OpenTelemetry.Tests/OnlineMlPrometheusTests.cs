using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Tests;
using OnlineMl.AspNetCore.Tests.Authentication;
using OnlineMl.Serving.Sharing;

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
    public async Task WithUsers_ATokenIsNeeded_OfOneWhoMayUseAllModels()
    {
        await using var server = await StartAsync("anna:secret", new OnlineMlUser("alan", "secret") { Models = ["a*"] });
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusForAsync(server, "anna"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusForAsync(server, "alan"));
    }

    [Fact]
    public async Task AFirstUserThatServersShare_ClosesWhatWasMappedOpen()
    {
        await using var server = await StartAsync([], new SharedTexts());
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/metrics")).Status);
        await AddAsync(server, "anna", "*");
        await AddAsync(server, "alan", "a*");

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusForAsync(server, "anna"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusForAsync(server, "alan"));
    }

    [Fact]
    public async Task WhatTheApplicationOpens_StaysOpen()
    {
        await using var server = await StartAsync([], new SharedTexts(), metrics => metrics.AllowAnonymous());
        await AddAsync(server, "anna", "*");
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/metrics")).Status);
    }

    private static Task<TestServer> StartAsync(params OnlineMlUser[] users) => StartAsync(users, texts: null);

    private static Task<TestServer> StartAsync(OnlineMlUser[] users, SharedTexts? texts, Action<IEndpointConventionBuilder>? configure = null) => TestServer.StartAsync(
        options => options.Access.Users = users,
        builder =>
        {
            builder.Services.AddOpenTelemetry().AddOnlineMlPrometheus();
            if (texts is not null)
            {
                builder.Services.AddSingleton<ISharedTexts>(texts);
            }
        },
        app =>
        {
            app.MapOnlineMl();
            var metrics = app.MapOnlineMlPrometheus();
            configure?.Invoke(metrics);
        });

    private static async Task AddAsync(TestServer server, string name, string models)
    {
        var users = server.Services.GetRequiredService<UserDirectory>();
        users.Change(list => list.With(new StoredUser(name, HashedSecret.Make("secret", iterations: 1000), "all", [models], DateTimeOffset.UnixEpoch)));
        await users.SynchronizeAsync();
    }

    private static async Task<HttpStatusCode> StatusForAsync(TestServer server, string user)
    {
        using var signIn = new HttpRequestMessage(HttpMethod.Get, "/api/auth/token");
        signIn.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:secret")));
        using var answer = await server.Http.SendAsync(signIn);
        var token = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("token").GetString();
        using var asking = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        asking.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var metrics = await server.Http.SendAsync(asking);
        return metrics.StatusCode;
    }
}
