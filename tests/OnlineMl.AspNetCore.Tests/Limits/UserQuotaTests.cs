using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests.Authentication;

namespace OnlineMl.AspNetCore.Tests.Limits;

/// <summary>What the models of a signed-in user may take, over HTTP: who creates a model is who the token says.</summary>
public sealed class UserQuotaTests
{
    private const string Spec = "\"LinearRegression\"";

    [Fact]
    public async Task AUserBeyondAQuota_IsRefusedWithItsName_AndOthersAreNot()
    {
        var clock = new FixedClock();
        await using var server = await TestServer.StartAsync(
            options =>
            {
                options.Access.Users = ["anna:secret", "ben:secret"];
                options.Limit.MaxUserModels = 1;
                options.Limit.MaxUserEvents = 3;
            },
            builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var anna = await server.TokenAsync("anna", "secret");
        var ben = await server.TokenAsync("ben", "secret");

        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(anna, "POST", "/api/model/regression/a/", Spec));
        var (status, message, retry) = await RefusedAsync(server, anna, "POST", "/api/model/regression/a2/", Spec);
        Assert.Equal((HttpStatusCode.Forbidden, "The user 'anna' has 1 models, and 1 are allowed by MaxUserModels.", null), (status, message, retry));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsAsync(anna, "GET", "/api/model/a2/status"));
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(ben, "POST", "/api/model/regression/b/", Spec));
        Assert.Equal("anna", (await JsonAsync(server, ben, "/api/model/a/status")).GetProperty("createdBy").GetString());

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await LearnAsync(server, anna, "a"));
        }

        // It is the model's owner who has had so many, whoever teaches it.
        foreach (var token in (string[])[anna, ben])
        {
            (status, message, retry) = await RefusedAsync(server, token, "POST", "/api/learn/", Example("a"));
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.Contains("The user 'anna' had the 3 events today that are allowed by MaxUserEvents.", message, StringComparison.Ordinal);
            Assert.InRange(retry!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        }

        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(anna, "POST", "/api/predict/", """{"model":"a","features":{"x":1}}"""));
        Assert.Equal(HttpStatusCode.Created, await LearnAsync(server, ben, "b"));

        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(anna, "DELETE", "/api/model/a"));
        Assert.Equal(HttpStatusCode.Created, await server.StatusAsAsync(anna, "POST", "/api/model/regression/a2/", Spec));
    }

    [Fact]
    public async Task WithoutUsers_NobodyHasAQuota()
    {
        await using var server = await TestServer.StartAsync(options =>
        {
            options.Limit.MaxUserModels = 1;
            options.Limit.MaxUserEvents = 1;
        });
        foreach (var name in (string[])["a", "b"])
        {
            await server.JsonAsync("POST", $"/api/model/regression/{name}/", Spec);
            await server.JsonAsync("POST", "/api/learn/", Example(name));
            await server.JsonAsync("POST", "/api/learn/", Example(name));
        }
    }

    private static string Example(string model) => $$"""{"model":"{{model}}","features":{"x":1},"ground_truth":2}""";

    private static Task<HttpStatusCode> LearnAsync(TestServer server, string token, string model) => server.StatusAsAsync(token, "POST", "/api/learn/", Example(model));

    private static async Task<JsonElement> JsonAsync(TestServer server, string token, string path)
    {
        using var response = await server.SendAsAsync(token, "GET", path);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private static async Task<(HttpStatusCode Status, string? Message, TimeSpan? Retry)> RefusedAsync(TestServer server, string token, string method, string path, string body)
    {
        using var response = await server.SendAsAsync(token, method, path, body);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, json.GetProperty("message").GetString(), response.Headers.RetryAfter?.Delta);
    }
}
