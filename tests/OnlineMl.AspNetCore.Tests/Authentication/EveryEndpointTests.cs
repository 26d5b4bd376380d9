using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.AspNetCore.Tests.Endpoints;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>Every endpoint without, with wrong, expired, revoked and under-scoped credentials.</summary>
public class EveryEndpointTests
{
    private const string Spec = "\"LinearRegression\"";

    [Fact]
    public async Task Endpoints_AreClosedToEverythingButAGoodTokenOfTheScope()
    {
        var clock = new FixedClock();
        await using var server = await TestServer.StartAsync(
            options =>
            {
                options.Access.Users =
                [
                    "all:secret",
                    new OnlineMlUser("reader", "secret") { Scopes = OnlineMlScopes.Read },
                    new OnlineMlUser("asker", "secret") { Scopes = OnlineMlScopes.Predict },
                    new OnlineMlUser("teacher", "secret") { Scopes = OnlineMlScopes.Learn },
                    new OnlineMlUser("manager", "secret") { Scopes = OnlineMlScopes.Manage },
                    new OnlineMlUser("nobody", "secret") { Scopes = OnlineMlScopes.None },
                    new OnlineMlUser("others", "secret") { Models = ["other*"] },
                    new OnlineMlUser("exporter", "secret") { Models = ["export", "status"] },
                ];
            },
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var tokens = server.Services.GetRequiredService<OnlineMlTokens>();
        var expired = await server.TokenAsync("all", "secret");
        clock.Now += TimeSpan.FromHours(1);
        var revoked = await server.TokenAsync("all", "secret");
        tokens.Revoke(revoked);
        clock.Now += TimeSpan.FromSeconds(1);
        var good = await server.TokenAsync("all", "secret");
        var byScope = new Dictionary<OnlineMlScopes, string>
        {
            [OnlineMlScopes.Read] = await server.TokenAsync("reader", "secret"),
            [OnlineMlScopes.Predict] = await server.TokenAsync("asker", "secret"),
            [OnlineMlScopes.Learn] = await server.TokenAsync("teacher", "secret"),
            [OnlineMlScopes.Manage] = await server.TokenAsync("manager", "secret"),
            [OnlineMlScopes.None] = await server.TokenAsync("nobody", "secret"),
        };
        var others = await server.TokenAsync("others", "secret");
        var client = server.Services.GetRequiredService<IOnlineMlClient>();

        foreach (var (view, method, path) in ViewTests.Endpoints.Select(row => ((string)row[0], (string)row[1], (string)row[2])))
        {
            if (view is "service_info" or "auth_token")
            {
                Assert.NotEqual(HttpStatusCode.Unauthorized, await server.StatusAsAsync("bad", method, path));
                continue;
            }

            foreach (var bad in new[] { null, "", "bad", "a.b.c", expired, revoked, good[..^2] })
            {
                foreach (var address in new[] { path, path + "/" })
                {
                    using var refused = await server.SendAsAsync(bad, method, address);
                    Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{method} {address} with '{bad}': {refused.StatusCode}");
                    Assert.Contains("/api/auth/token\",service=", Assert.Single(refused.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
                }
            }

            var needed = AccessGate.ScopeOf(view, method);
            foreach (var (scope, token) in byScope)
            {
                using var answer = await server.SendAsAsync(token, method, path);
                Assert.True((answer.StatusCode == HttpStatusCode.Forbidden) == (scope != needed), $"{method} {path} with {scope}: {answer.StatusCode}");
                if (scope != needed)
                {
                    Assert.Equal("Forbidden", Assert.Single(answer.Headers.GetValues("OnlineMl-Refusal")));
                    Assert.Contains($"the scope '{needed.ToString().ToLowerInvariant()}' is needed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                }
            }

            Assert.NotEqual(HttpStatusCode.Unauthorized, await server.StatusAsAsync(good, method, path));
        }

        await client.CreateModelAsync("regression", Spec, "mine");
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/api/model/regression/mine", Spec), ("POST", "/api/model/regression", Spec), ("POST", "/api/model/mine/save", null),
            ("POST", "/api/model/regression/save", Spec), ("GET", "/api/model?model=mine", null), ("GET", "/api/model/mine", null),
            ("GET", "/api/model/mine/status", null), ("PUT", "/api/model/mine", Spec), ("DELETE", "/api/model?model=mine", null), ("DELETE", "/api/model/mine", null),
            ("GET", "/api/model/download/mine", null), ("GET", "/api/model/mine/export", null), ("GET", "/api/metrics?model=mine", null),
            ("GET", "/api/metrics/history?model=mine", null), ("GET", "/api/metrics/report?model=mine", null),
            ("GET", "/api/stats?model=mine", null), ("GET", "/api/stream/events?model=mine", null), ("GET", "/api/stream/metrics?model=mine", null),
            ("POST", "/api/predict", """{"model":"mine","features":{"x":1}}"""), ("POST", "/api/learn", """{"model":"mine","features":{"x":1},"ground_truth":1}"""),
            ("POST", "/api/label", """{"model":"mine","identifier":"a","label":1}"""),
        })
        {
            Assert.True(await server.StatusAsAsync(others, method, path, body) == HttpStatusCode.Forbidden, $"{method} {path}");
        }

        foreach (var path in new[] { "/api/learn/batch", "/api/predict/batch?model=mine" })
        {
            using var batch = await server.SendAsAsync(others, "POST", path, """{"model":"mine","features":{"x":1},"ground_truth":1}""");
            Assert.Contains("\"Forbidden\"", await batch.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await client.CreateModelAsync("regression", Spec, "download");
        var named = server.Services.GetRequiredService<OnlineMlTokens>().Issue("exporter");
        Assert.Equal(HttpStatusCode.Forbidden, await server.StatusAsAsync(named, "GET", "/api/model/download/export"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.StatusAsAsync(named, "GET", "/api/model/download/status"));
        await client.DeleteModelAsync("download");

        Assert.Equal(["mine"], await client.GetModelsAsync());
        Assert.Equal(0, (await client.GetStatsAsync("mine")).Learn.Calls);
        using var created = await server.SendAsAsync(others, "POST", "/api/model/regression/others", Spec);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var list = await server.SendAsAsync(others, "GET", "/api/models");
        Assert.Equal("""{"models":["others"]}""", await list.Content.ReadAsStringAsync());
    }
}
