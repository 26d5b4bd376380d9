using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests.Endpoints;
using OnlineMl.Client;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>Users, access tokens and protected views, as the River API has them.</summary>
public class AuthenticationTests
{
    private const string Key = "a key of at least thirty-two bytes";

    [Fact]
    public async Task EveryViewButServiceInfoAndHealth_NeedsATokenWhenThereAreUsers()
    {
        await using var server = await StartAsync();
        foreach (var (view, method, path) in ViewTests.Endpoints.Select(row => ((string)row[0], (string)row[1], (string)row[2])))
        {
            using var response = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            if (view is "service_info")
            {
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
            else if (view is "auth_token")
            {
                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            }
            else
            {
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                var address = server.Http.BaseAddress!.ToString().TrimEnd('/');
                Assert.Equal($"realm=\"{address}/api/auth/token\",service=\"{address}\"", Assert.Single(response.Headers.NonValidated["WWW-Authenticate"]));
                Assert.Contains("bearer token", await MessageOfAsync(response), StringComparison.Ordinal);
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/health/ready")).Status);
    }

    [Fact]
    public async Task AToken_IsThatOfTheProtocolAndOpensTheViews()
    {
        var clock = new FixedClock();
        await using var server = await StartAsync(clock: clock);

        var answer = await TokenAsync(server, "anna", "very: secret");

        Assert.Equal(["token", "expires_in", "issued_at"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal((600, "2026-01-02T03:04:05Z"), (answer.GetProperty("expires_in").GetInt32(), answer.GetProperty("issued_at").GetString()));
        var token = answer.GetProperty("token").GetString()!;
        var parts = token.Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Decode(parts[0]));
        var claims = JsonElement.Parse(Decode(parts[1]));
        Assert.Equal(["sub", "exp", "nbf", "iat", "jti"], claims.EnumerateObject().Select(claim => claim.Name));
        var issued = clock.Now.ToUnixTimeSeconds();
        Assert.Equal(
            ("anna", issued + 600, issued, issued),
            (claims.GetProperty("sub").GetString(), claims.GetProperty("exp").GetInt64(), claims.GetProperty("nbf").GetInt64(), claims.GetProperty("iat").GetInt64()));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, token));
        Assert.NotEqual(token, (await TokenAsync(server, "anna", "very: secret")).GetProperty("token").GetString());

        clock.Now += TimeSpan.FromSeconds(599);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, token));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, token));
        clock.Now -= TimeSpan.FromSeconds(601);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, token));
    }

    [Theory]
    [InlineData("anna", "wrong")]
    [InlineData("anna", "")]
    [InlineData("nobody", "very: secret")]
    [InlineData("", "")]
    public async Task AWrongUserOrSecret_GetsNoToken(string user, string secret)
    {
        await using var server = await StartAsync();

        using var response = await server.Http.SendAsync(TokenRequest("Basic", Base64($"{user}:{secret}")));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("wrong", await MessageOfAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic", "no base64!")]
    [InlineData("Basic", "YW5uYQ==")]
    [InlineData("Basic", "")]
    [InlineData("Digest", "YW5uYTp2ZXJ5OiBzZWNyZXQ=")]
    public async Task AnAuthorizationThatIsNoUser_GetsNoToken(string scheme, string parameter)
    {
        await using var server = await StartAsync();

        using var response = await server.Http.SendAsync(TokenRequest(scheme, parameter));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task TokensThatWereNotSignedWithTheKey_OpenNothing()
    {
        await using var server = await StartAsync();
        await using var other = await StartAsync(options => options.Access.SigningKey = "another key of at least thirty-two bytes");
        await using var friend = await StartAsync();
        var token = (await TokenAsync(server, "anna", "very: secret")).GetProperty("token").GetString()!;
        var parts = token.Split('.');
        var unsigned = Encode("""{"alg":"none","typ":"JWT"}""");
        var forged = Encode(Decode(parts[1]).Replace("anna", "root", StringComparison.Ordinal));

        foreach (var bad in new[] { $"{unsigned}.{parts[1]}.", $"{unsigned}.{parts[1]}.{parts[2]}", $"{parts[0]}.{forged}.{parts[2]}", $"{parts[0]}.{parts[1]}.", token[..^4], "a.b.c", "a", new string('x', 10_000) })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, bad));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(friend, token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"alg":7}""")]
    [InlineData("""{"alg":null,"typ":[]}""")]
    [InlineData("""{"alg":"HS384","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT","kid":{"a":1},"x5t":5}""")]
    [InlineData("""{"alg":"dir","enc":"A128CBC-HS256","cty":"JWT"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","exp":"never","sub":{"a":[]},"nbf":1e400}""")]
    public async Task TokensOfAnyShape_AreRefusedAndNoFault(string part)
    {
        await using var server = await StartAsync();
        var good = (await TokenAsync(server, "anna", "very: secret")).GetProperty("token").GetString()!.Split('.');
        var strange = Encode(part);

        foreach (var token in new[] { $"{strange}.{good[1]}.{good[2]}", $"{good[0]}.{strange}.{good[2]}", $"{strange}.{strange}.{strange}", $"{strange}.{strange}.", $"{strange}.a.b.c.d", $"{strange}...." })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, token));
        }
    }

    [Fact]
    public async Task OpenViews_NeedNoToken()
    {
        await using var server = await StartAsync(options => options.Access.OpenViews = ["models"]);

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/models")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/api/catalog")).Status);
    }

    [Fact]
    public async Task TheStatusOfAModelCalledDownload_IsNoDownload()
    {
        await using var server = await StartAsync(options => options.Access.OpenViews = ["model_download"]);
        await server.Services.GetRequiredService<IOnlineMlClient>().CreateModelAsync("regression", "\"LinearRegression\"", "download");

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("GET", "/api/model/download/status")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/model/download/export")).Status);
    }

    [Fact]
    public async Task WithoutUsers_NothingIsProtectedAndNobodyGetsAToken()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", "/api/models")).Status);
        using var response = await server.Http.SendAsync(TokenRequest("Basic", Base64("anna:very: secret")));
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task TheClient_GetsATokenByItselfAndRenewsIt()
    {
        var clock = new FixedClock();
        await using var server = await StartAsync(clock: clock);
        var services = new ServiceCollection();
        services.AddOnlineMlClient(
            options => (options.BaseAddress, options.User, options.Token) = (new Uri(server.Http.BaseAddress!, "api/"), "anna", "very: secret"));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IOnlineMlClient>();

        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        clock.Now += TimeSpan.FromHours(1);
        await client.LearnAsync(new LearnRequest("m", JsonElement.Parse("""{"x":1}"""), JsonValues.Value(1)));

        Assert.Equal(1, (await client.GetStatsAsync("m")).Learn.Calls);
    }

    [Fact]
    public async Task TheClient_IsToldHowLongToWaitAfterTooManyFailedSignIns()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await server.SignInAsync("anna", "wrong");
        }

        var services = new ServiceCollection();
        services.AddOnlineMlClient(
            options => (options.BaseAddress, options.User, options.Token) = (new Uri(server.Http.BaseAddress!, "api/"), "anna", "very: secret"));
        await using var provider = services.BuildServiceProvider();
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => provider.GetRequiredService<IOnlineMlClient>().GetModelsAsync());
        Assert.Equal(RefusalKind.TooManyRequests, refusal.Kind);
        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromSeconds(30.5), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Endpoints_SeeWhoseTokenItIs()
    {
        await using var server = await StartAsync(map: app =>
        {
            app.Use(async (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["X-User"] = context.User.Identity?.Name;
                    return Task.CompletedTask;
                });
                await next(context);
            });
            app.MapOnlineMl();
        });
        var token = (await TokenAsync(server, "bodo", "other")).GetProperty("token").GetString()!;

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var response = await server.Http.SendAsync(request);

        Assert.Equal("bodo", Assert.Single(response.Headers.GetValues("X-User")));
    }

    private static Task<TestServer> StartAsync(Action<OnlineMlOptions>? configure = null, FixedClock? clock = null, Action<WebApplication>? map = null) => TestServer.StartAsync(
        options =>
        {
            options.Access.Users = ["anna:very: secret", "bodo:other"];
            options.Access.SigningKey = Key;
            configure?.Invoke(options);
        },
        builder =>
        {
            if (clock is not null)
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
            }
        },
        map);

    private static async Task<JsonElement> TokenAsync(TestServer server, string user, string secret)
    {
        using var response = await server.Http.SendAsync(TokenRequest("Basic", Base64($"{user}:{secret}")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage TokenRequest(string scheme, string parameter)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/token/");
        request.Headers.TryAddWithoutValidation("Authorization", string.Create(CultureInfo.InvariantCulture, $"{scheme} {parameter}"));
        return request;
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/models");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await server.Http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<string> MessageOfAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("message").GetString()!;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Encode(string json) => Base64(json).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Decode(string part) =>
        Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(part));
}
