using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>How tokens begin and end, and the keys that sign them.</summary>
public class TokenLifeTests
{
    [Fact]
    public async Task RevokedTokens_AreGoodNoLonger()
    {
        var clock = new FixedClock();
        await using var server = await StartAsync(clock, options => options.Access.Users = ["anna:secret", "bodo:secret"]);
        var tokens = server.Services.GetRequiredService<OnlineMlTokens>();
        var (first, second, other) = (tokens.Issue("anna"), tokens.Issue("anna"), tokens.Issue("bodo"));

        tokens.Revoke(first);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(first, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(second, "GET", "/api/models"));

        tokens.Revoke(AccessTokens.IdOf(second));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(second, "GET", "/api/models"));

        var third = tokens.Issue("anna");
        tokens.RevokeAllOf("anna");
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(third, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(other, "GET", "/api/models"));

        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(tokens.Issue("anna"), "GET", "/api/models"));
    }

    [Fact]
    public async Task RemovedUsers_LoseTheirTokens_AndSoDoesWhoeverGetsTheirName()
    {
        using var folder = new TemporaryFolder();
        var clock = new FixedClock();
        var file = new AccessFile(folder.Path, clock);
        file.Change(list => list.With(UserOf("anna", clock.Now)));
        await using var server = await StartAsync(clock, options => options.Storage.StoragePath = folder.Path);
        var token = await server.TokenAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));

        // Another process, such as the tool, changes the file.
        file.Change(list => list.Without("anna"));
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(token, "GET", "/api/models"));

        file.Change(list => list.With(UserOf("anna", clock.Now)));
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(token, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(await server.TokenAsync("anna", "secret"), "GET", "/api/models"));

        file.Change(_ => AccessList.Empty);
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(null, "GET", "/api/models"));
        File.Delete(Path.Combine(folder.Path, "~access.json"));
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(null, "GET", "/api/models"));
    }

    [Fact]
    public async Task KeyOfTheStorageFolder_IsMadeOnceAndItsOwnersOnly()
    {
        using var folder = new TemporaryFolder();
        string token;
        await using (var server = await StartAsync(new FixedClock(), options => (options.Access.Users, options.Storage.StoragePath) = (["anna:secret"], folder.Path)))
        {
            token = await server.TokenAsync("anna", "secret");
        }

        await using var again = await StartAsync(new FixedClock(), options => (options.Access.Users, options.Storage.StoragePath) = (["anna:secret"], folder.Path));
        Assert.Equal(HttpStatusCode.OK, await again.StatusAsAsync(token, "GET", "/api/models"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "~signing-keys.json")));
        }
    }

    [Fact]
    public async Task KeyOfTheStorageFolder_IsReplacedWithAnOverlap()
    {
        using var folder = new TemporaryFolder();
        var clock = new FixedClock();
        await using var server = await StartAsync(clock, options =>
        {
            (options.Access.Users, options.Storage.StoragePath) = (["anna:secret"], folder.Path);
            (options.Access.SigningKeyLifetime, options.Access.TokenLifetime) = (TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        });
        await server.TokenAsync("anna", "secret");
        clock.Now += TimeSpan.FromMinutes((24 * 60) - 1);
        var before = await server.TokenAsync("anna", "secret");
        clock.Now += TimeSpan.FromMinutes(1);
        var after = await server.TokenAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(before, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(after, "GET", "/api/models"));
        Assert.Equal(2, JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "~signing-keys.json"))).RootElement.GetArrayLength());

        clock.Now += TimeSpan.FromDays(1);
        await server.TokenAsync("anna", "secret");
        Assert.Equal(2, JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "~signing-keys.json"))).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task EarlierKeys_AreTakenAndSignNothing()
    {
        const string Old = "the old key of at least thirty-two bytes";
        const string New = "the new key of at least thirty-two bytes";
        await using var before = await StartAsync(new FixedClock(), options => (options.Access.Users, options.Access.SigningKey) = (["anna:secret"], Old));
        await using var during = await StartAsync(new FixedClock(), options => (options.Access.Users, options.Access.SigningKey, options.Access.EarlierSigningKeys) = (["anna:secret"], New, [Old]));
        await using var after = await StartAsync(new FixedClock(), options => (options.Access.Users, options.Access.SigningKey) = (["anna:secret"], New));
        var (old, renewed) = (await before.TokenAsync("anna", "secret"), await during.TokenAsync("anna", "secret"));
        Assert.Equal(HttpStatusCode.OK, await during.StatusAsAsync(old, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await after.StatusAsAsync(renewed, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.Unauthorized, await after.StatusAsAsync(old, "GET", "/api/models"));
    }

    [Theory]
    [InlineData(2037)]
    [InlineData(2045)]
    [InlineData(2200)]
    public async Task TokensBeyond2038_AreGoodFromTheirBeginningToTheirEnd(int year)
    {
        var clock = new FixedClock { Now = new DateTimeOffset(year, 12, 30, 0, 0, 0, TimeSpan.Zero) };
        await using var server = await StartAsync(clock, options => (options.Access.Users, options.Access.TokenLifetime) = (["anna:secret"], TimeSpan.FromDays(365)));
        var token = await server.TokenAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));
        clock.Now -= TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(token, "GET", "/api/models"));
        clock.Now += TimeSpan.FromDays(365);
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(token, "GET", "/api/models"));
    }

    [Fact]
    public async Task Streams_EndWithTheirToken()
    {
        var clock = new FixedClock();
        await using var server = await StartAsync(clock, options => (options.Access.Users, options.Stream.KeepAlive) = (["anna:secret"], TimeSpan.FromMilliseconds(50)));
        using var stream = await server.SendAsAsync(await server.TokenAsync("anna", "secret"), "GET", "/api/stream/events");
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        clock.Now += TimeSpan.FromMinutes(10);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.StartsWith(": listening", await stream.Content.ReadAsStringAsync(timeout.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_EndWhenTheirTokenIsRevoked_AndTellOnlyOfTheUsersModels()
    {
        await using var server = await TestServer.StartAsync(options => options.Access.Users = [new OnlineMlUser("anna", "secret") { Models = ["a*"] }]);
        var client = server.Services.GetRequiredService<IOnlineMlClient>();
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "a");
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "b");
        var token = await server.TokenAsync("anna", "secret");
        using var stream = await server.SendAsAsync(token, "GET", "/api/stream/events");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal(": listening", await reader.ReadLineAsync());
        foreach (var model in new[] { "b", "a" })
        {
            await client.LearnAsync(new LearnRequest(model, JsonElement.Parse("""{"x":1}"""), JsonValues.Value(1)));
        }

        string? line;
        while (!(line = await reader.ReadLineAsync())!.StartsWith("data:", StringComparison.Ordinal))
        {
        }

        Assert.Contains("\"model\":\"a\"", line, StringComparison.Ordinal);
        server.Services.GetRequiredService<OnlineMlTokens>().Revoke(token);
        await client.LearnAsync(new LearnRequest("a", JsonElement.Parse("""{"x":1}"""), JsonValues.Value(1)));
        Assert.DoesNotContain("data:", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_AreForTheApplicationsEndpointsToo_AndMayBeItsOwn()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = [new OnlineMlUser("anna", "secret") { Scopes = OnlineMlScopes.Read }],
            builder => builder.Services.AddAuthorizationBuilder().AddPolicy(OnlineMlDefaults.PredictPolicy, policy => policy
                .AddAuthenticationSchemes(OnlineMlDefaults.AuthenticationScheme).RequireUserName("bodo"))
                .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build()),
            app =>
            {
                app.MapOnlineMl();
                app.MapGet("/own", () => "mine").RequireAuthorization(OnlineMlDefaults.ReadPolicy);
                app.MapGet("/managed", () => "mine").RequireAuthorization(OnlineMlDefaults.ManagePolicy);
            });
        var token = await server.TokenAsync("anna", "secret");
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/own"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(null, "GET", "/own"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.StatusAsAsync(token, "GET", "/managed"));
        Assert.Equal(HttpStatusCode.Forbidden, await server.StatusAsAsync(token, "POST", "/api/predict"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));
    }

    [Fact]
    public async Task TwoGroups_TakeEachOthersTokens()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            map: app =>
            {
                app.MapOnlineMl("/api");
                app.MapOnlineMl("/ml");
            });
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(await server.TokenAsync("anna", "secret"), "GET", "/ml/models"));
        using var refused = await server.SendAsAsync(null, "GET", "/ml/models");
        Assert.Contains("/ml/auth/token\"", Assert.Single(refused.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1", "/ml", "/v1/ml")]
    [InlineData("/{tenant}/v1", "/", "/acme/v1")]
    [InlineData("/", "/", "")]
    public async Task AddressOfTokens_IsTheGroups_HoweverItIsNested(string outer, string prefix, string root)
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            map: app =>
            {
                app.UsePathBase("/shop");
                app.UseRouting();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGroup(outer).MapOnlineMl(prefix);
            });
        foreach (var path in new[] { "/models", "/model/m/export" })
        {
            using var refused = await server.SendAsAsync(null, "GET", "/shop" + root + path);
            var challenge = Assert.Single(refused.Headers.NonValidated["WWW-Authenticate"]);
            Assert.Contains($"/shop{root}/auth/token\",service=", challenge, StringComparison.Ordinal);
            var address = new Uri(challenge.Split('"')[1]);
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("anna:secret"u8));
            using var token = await server.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, token.StatusCode);
        }

        using var head = await server.SendAsAsync(null, "HEAD", "/shop" + root + "/models");
        Assert.Contains($"/shop{root}/auth/token\"", Assert.Single(head.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressOfTokens_IsThatOfTheFirstGroup_ForTheApplicationsEndpoints()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            map: app =>
            {
                app.MapGet("/own", () => "mine").RequireAuthorization(OnlineMlDefaults.ReadPolicy);
                app.MapOnlineMlHealth();
                app.MapGroup("/v1").MapOnlineMl("/ml");
            });
        using var refused = await server.SendAsAsync(null, "GET", "/own");
        Assert.Contains("/v1/ml/auth/token\"", Assert.Single(refused.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DetailsOfHealth_AreForUsersWhenThereAreAny()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await TestServer.StartAsync(options => options.Storage.StoragePath = folder.Path))
        {
            await server.JsonAsync("POST", "/api/model/regression/secret-project", "\"LinearRegression\"");
            await server.JsonAsync("POST", "/api/learn", """{"model":"secret-project","features":{"x":1},"ground_truth":1}""");
        }

        foreach (var snapshot in Directory.GetFiles(Path.Combine(folder.Path, "secret-project"), "*.oml"))
        {
            await File.WriteAllTextAsync(snapshot, "damaged");
        }

        await using var again = await TestServer.StartAsync(options => (options.Access.Users, options.Storage.StoragePath) = (["anna:secret"], folder.Path));
        var token = await again.TokenAsync("anna", "secret");
        await again.StatusAsAsync(token, "GET", "/api/model/secret-project");
        using var closed = await again.SendAsAsync(null, "GET", "/api/health/ready");
        Assert.DoesNotContain("secret-project", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var open = await again.SendAsAsync(token, "GET", "/api/health/ready");
        Assert.Equal(closed.StatusCode, open.StatusCode);
        Assert.Contains("secret-project", await open.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AListThatCannotBeRead_LeavesWhatWasKnown_AndIsRefusedAtTheStart()
    {
        using var folder = new TemporaryFolder();
        var clock = new FixedClock();
        new AccessFile(folder.Path, clock).Change(list => list.With(UserOf("anna", clock.Now)));
        await using (var server = await StartAsync(clock, options => options.Storage.StoragePath = folder.Path))
        {
            var token = await server.TokenAsync("anna", "secret");
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "~access.json"), "{");
            clock.Now += TimeSpan.FromSeconds(2);
            Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));
        }

        await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(clock, options => options.Storage.StoragePath = folder.Path));
    }

    private static StoredUser UserOf(string name, DateTimeOffset since) => new(name, HashedSecret.Make("secret", 1000), "all", ["*"], since);

    private static Task<TestServer> StartAsync(FixedClock clock, Action<OnlineMlOptions> configure) =>
        TestServer.StartAsync(configure, builder => builder.Services.AddSingleton<TimeProvider>(clock));
}
