using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Endpoints;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

/// <summary>Which endpoints there are, under which paths, and how they are switched off.</summary>
public class ViewTests
{
    public static TheoryData<string, string, string> Endpoints { get; } = new()
    {
        { "service_info", "GET", "/api" },
        { "auth_token", "GET", "/api/auth/token" },
        { "model", "POST", "/api/model/regression" },
        { "model", "POST", "/api/model/regression/m" },
        { "model", "POST", "/api/model/m/save" },
        { "model", "GET", "/api/model" },
        { "model", "GET", "/api/model/m" },
        { "model", "GET", "/api/model/m/status" },
        { "model", "PUT", "/api/model/m" },
        { "model", "DELETE", "/api/model" },
        { "model", "DELETE", "/api/model/m" },
        { "model_download", "GET", "/api/model/download/m" },
        { "model_download", "GET", "/api/model/m/export" },
        { "models", "GET", "/api/models" },
        { "learn", "POST", "/api/learn" },
        { "learn", "POST", "/api/learn/batch" },
        { "predict", "POST", "/api/predict" },
        { "predict", "POST", "/api/predict/batch" },
        { "label", "POST", "/api/label" },
        { "metrics", "GET", "/api/metrics" },
        { "metrics", "GET", "/api/metrics/history" },
        { "metrics", "GET", "/api/metrics/report" },
        { "stats", "GET", "/api/stats" },
        { "stream_metrics", "GET", "/api/stream/metrics" },
        { "stream_events", "GET", "/api/stream/events" },
        { "catalog", "GET", "/api/catalog" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task ViewThatIsNotEnabled_Answers404WithItsName(string view, string method, string path)
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = [.. Views.All.Except([view])]);
        foreach (var address in new[] { path, path + "/" })
        {
            var (status, body) = await server.SendAsync(method, address);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Equal($"The view '{view}' is switched off.", MessageOf(body));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task ViewThatIsEnabled_IsThereWithAndWithoutSlash(string view, string method, string path)
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = [view]);
        foreach (var address in new[] { path, path + "/" })
        {
            using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address), HttpCompletionOption.ResponseHeadersRead);
            Assert.False((int)response.StatusCode is (>= 300 and < 400) or 405);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                Assert.Equal("There is no model named 'm'.", MessageOf(await response.Content.ReadAsStringAsync()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task OtherMethod_IsAnsweredWithThoseThatAreUnderstood(string view, string method, string path)
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = [view]);
        using var response = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, path));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains(method, response.Content.Headers.Allow);
        Assert.Contains(method, MessageOf(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task OtherMethodOfAViewThatIsOff_NamesNoMethodOfThatView(string view, string method, string path)
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = [.. Views.All.Except([view])]);
        using var response = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, path));
        var message = MessageOf(await response.Content.ReadAsStringAsync());
        Assert.DoesNotContain(method, response.Content.Headers.Allow);
        Assert.DoesNotContain(method, message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/models/")]
    [InlineData("/api/model/m")]
    [InlineData("/api/model/m/status")]
    [InlineData("/api/metrics?model=m")]
    [InlineData("/api/health/live")]
    [InlineData("/api/health/ready")]
    public async Task Head_IsAnsweredAsGetIsWithoutTheBody(string path)
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        using var get = await server.Http.GetAsync(path);
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        using var patch = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, path));
        Assert.Contains("HEAD", patch.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_OfAStream_IsNotUnderstood()
    {
        await using var server = await TestServer.StartAsync();
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/stream/events"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
        Assert.Equal(["GET"], head.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api/model/a/b/c")]
    [InlineData("/api/learn/batch/more")]
    public async Task PathThatIsNotThere_Answers404WithAMessage(string path)
    {
        await using var server = await TestServer.StartAsync();
        var (status, body) = await server.SendAsync("GET", path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains(path, MessageOf(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_IsAlwaysOn()
    {
        await using var server = await TestServer.StartAsync(options => options.Endpoint.EnabledViews = ["predict"]);
        Assert.Equal("""{"status":"live"}""", (await server.JsonAsync("GET", "/api/health/live/")).GetRawText());
        Assert.Equal("""{"status":"ready","problems":[]}""", (await server.JsonAsync("GET", "/api/health/ready")).GetRawText());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/ml/v1/")]
    [InlineData("ml")]
    public async Task Prefix_MayBeAnything_AndTheServiceSaysWhichItIs(string prefix)
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapOnlineMl(prefix);
            app.MapGet("/own", () => "mine");
        });
        var root = "/" + prefix.Trim('/');
        var info = await server.JsonAsync("GET", root);
        Assert.Equal(prefix.Trim('/'), info.GetProperty("prefix").GetString());
        Assert.Empty((await server.JsonAsync("GET", root.TrimEnd('/') + "/models/")).GetProperty("models").EnumerateArray());
        Assert.Equal("mine", (await server.SendAsync("GET", "/own")).Body);
    }

    [Fact]
    public async Task Group_TakesPoliciesOfTheApplication()
    {
        await using var server = await TestServer.StartAsync(map: app => app.MapOnlineMl().AddEndpointFilter((context, next) =>
            context.HttpContext.Request.Headers.ContainsKey("X-Secret") ? next(context) : ValueTask.FromResult<object?>(Results.StatusCode(418))));
        Assert.Equal((HttpStatusCode)418, (await server.SendAsync("GET", "/api/models")).Status);
        server.Http.DefaultRequestHeaders.Add("X-Secret", "1");
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/models")).Status);
    }

    [Fact]
    public async Task TwoGroups_ServeTheSameModels()
    {
        await using var server = await TestServer.StartAsync(map: app =>
        {
            app.MapOnlineMl("/api");
            app.MapOnlineMl("/ml");
        });
        await server.JsonAsync("POST", "/api/model/regression/m", "\"LinearRegression\"");
        Assert.Equal("m", (await server.JsonAsync("GET", "/ml/models")).GetProperty("models")[0].GetString());
        Assert.Equal(["m"], await server.Services.GetRequiredService<IOnlineMlClient>().GetModelsAsync());
    }

    [Fact]
    public async Task Endpoints_ServeTheModelsOfThisProcess_WhenTheApplicationIsAlsoAClientOfAnotherServer()
    {
        await using var other = await TestServer.StartAsync();
        await other.JsonAsync("POST", "/api/model/regression/theirs", "\"LinearRegression\"");
        await using var server = await TestServer.StartAsync(
            build: builder => builder.Services.AddOnlineMlClient(new Uri(other.Http.BaseAddress!, "/api/")));
        await server.JsonAsync("POST", "/api/model/regression/ours", "\"LinearRegression\"");
        Assert.Equal("""{"models":["ours"]}""", (await server.JsonAsync("GET", "/api/models")).GetRawText());
        await server.JsonAsync("GET", "/api/metrics?model=ours");
        Assert.Equal(["theirs"], await server.Services.GetRequiredService<IOnlineMlClient>().GetModelsAsync());
    }

    [Fact]
    public async Task Endpoints_AreAlsoBehindAPathBase()
    {
        await using var server = await TestServer.StartAsync(
            map: app =>
            {
                app.UsePathBase("/shop");
                app.UseRouting();
                app.MapOnlineMl();
            });
        await server.JsonAsync("POST", "/shop/api/model/regression/prices", """["StandardScaler", "LinearRegression"]""");
        await server.JsonAsync("POST", "/shop/api/learn", """{"model": "prices", "features": {"x": 1}, "ground_truth": 2}""");
        var description = await server.JsonAsync("GET", "/shop/api/stats?model=prices");
        Assert.Equal(1, description.GetProperty("learn").GetProperty("n_calls").GetInt32());

        var (status, body) = await server.SendAsync("GET", "/shop/api/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("There is nothing at /shop/api/nowhere.", MessageOf(body));
    }

    private static string MessageOf(string body) => JsonElement.Parse(body).GetProperty("message").GetString()!;
}
