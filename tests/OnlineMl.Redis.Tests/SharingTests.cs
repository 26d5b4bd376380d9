using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OnlineMl.AspNetCore;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Redis.Sharing;
using OnlineMl.Redis.Storage;
using OnlineMl.Serving;

namespace OnlineMl.Redis.Tests;

/// <summary>What servers that share a Redis count and know together: calls, and tokens that are good no longer.</summary>
public sealed class SharingTests : IAsyncLifetime, IDisposable
{
    private const string Key = "a key of servers that take each other's tokens";

    private readonly RedisProcess _redis = new();
    private readonly List<WebServer> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var web in _servers)
        {
            await web.DisposeAsync();
        }
    }

    public void Dispose() => _redis.Dispose();

    [Fact]
    public async Task ATokenThatOneServerRevokes_IsRefusedByAll()
    {
        await StartAsync(WithUsers);
        var tokens = _servers[0].Services.GetRequiredService<OnlineMlTokens>();
        var (token, another) = (tokens.Issue("ann"), tokens.Issue("ann"));
        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(web, token));
        }

        tokens.Revoke(token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_servers[0], token));
        await UntilAsync(async () => await AskAsync(_servers[1], token) == HttpStatusCode.Unauthorized && await AskAsync(_servers[2], token) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[1], another));

        _servers[2].Services.GetRequiredService<OnlineMlTokens>().RevokeAllOf("ann");
        await UntilAsync(async () => await AskAsync(_servers[1], another) == HttpStatusCode.Unauthorized);

        // A server that starts later knows it, too.
        await StartAsync(WithUsers, 1);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_servers[3], token));
    }

    [Fact]
    public async Task ATokenThatIsRevokedWhileRedisIsAway_IsRefusedByAllWhenItIsBack()
    {
        await StartAsync(WithUsers);
        var tokens = _servers[0].Services.GetRequiredService<OnlineMlTokens>();
        var token = tokens.Issue("ann");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[1], token));
        _redis.Kill();
        tokens.Revoke(token);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_servers[0], token));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[1], token));
        _redis.Start();
        await UntilAsync(async () => await AskAsync(_servers[0], token) == HttpStatusCode.Unauthorized && await AskAsync(_servers[1], token) == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(400)]
    public async Task ALimitIsOneOfAllServers(int limit)
    {
        await StartAsync(onlineMl => WaitForRedis(onlineMl).Configure<OnlineMlRateLimitOptions>(o => o.ViewRateLimit = $"{limit}/1h"));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < limit + 30; i++)
        {
            answers.Add((await _servers[i % 3].GetAsync("api/")).Status);
        }

        // What one server has taken and not used is one in a hundred of it.
        var admitted = answers.Count(status => status == HttpStatusCode.OK);
        Assert.InRange(admitted, limit - (3 * limit / 100), limit);
        Assert.All(answers, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task TheExamplesOfBatchesCountTogether()
    {
        await StartAsync(onlineMl => WaitForRedis(onlineMl).Configure<OnlineMlRateLimitOptions>(o => o.LearnRateLimit = "50/1h"));
        await _servers[0].Client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        var lines = string.Join('\n', Enumerable.Range(0, 30).Select(i => WebServer.Learn(i)));
        await Task.WhenAll(_servers.Select(web => web.PostAsync("api/learn/batch", lines, type: "application/x-ndjson")));
        Assert.Equal(50, (await _servers[0].Client.GetReportAsync("m")).Examples);
    }

    [Fact]
    public async Task WhileRedisIsAway_EachServerCountsByItself()
    {
        await StartAsync(onlineMl => onlineMl.Configure<OnlineMlRateLimitOptions>(o => o.ViewRateLimit = "5/1h"));
        _redis.Kill();
        foreach (var web in _servers)
        {
            for (var i = 0; i < 7; i++)
            {
                Assert.Equal(i < 5 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, (await web.GetAsync("api/")).Status);
            }
        }

        _redis.Start();
        await UntilAsync(async () => (await _servers[0].GetAsync("api/")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheFirstUserOfTheSharedList_BeginsAccessControlOnAllServers()
    {
        await StartAsync(WithKey);
        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(web, null));
        }

        await ChangeAsync(list => list.With(Ann));
        foreach (var web in _servers)
        {
            await UntilAsync(async () => await AskAsync(web, null) == HttpStatusCode.Unauthorized);
        }

        // The token of one server is taken by all, and by one that starts now; the hash of the secret is all that the list has.
        var token = await SignInAsync(_servers[0], "ann", "secret");
        await StartAsync(WithKey, 1);
        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(web, token));
            Assert.Equal(HttpStatusCode.Forbidden, (await web.GetWithTokenAsync("api/model/other/status", token)).Status);
        }

        await ChangeAsync(list => list.Without("ann"));
        foreach (var web in _servers)
        {
            await UntilAsync(async () => await AskAsync(web, token) == HttpStatusCode.Unauthorized);
        }

        // Nobody is left, which is not the same as nobody to begin with.
        await StartAsync(WithKey, 1);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_servers[4], null));
    }

    [Fact]
    public async Task WhoStartsWhileRedisIsAway_LetsNobodyInUntilItIsKnownWhoMay()
    {
        _redis.Kill();
        await StartAsync(WithKey, 2);
        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(web, null));
            Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("api/health/live")).Status);
        }

        _redis.Start();
        await UntilAsync(async () => await AskAsync(_servers[0], null) == HttpStatusCode.OK);
        await ChangeAsync(list => list.With(Ann));
        await UntilAsync(async () => await AskAsync(_servers[0], null) == HttpStatusCode.Unauthorized);
        await UntilAsync(async () => await AskAsync(_servers[1], null) == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[1], await SignInAsync(_servers[0], "ann", "secret")));
    }

    [Fact]
    public async Task WhileRedisIsAway_SharedUsersAreKnownForAsLongAsIsSaid()
    {
        await ChangeAsync(list => list.With(Ann));
        await StartAsync(WithKey, 1);
        await StartAsync(onlineMl => { WithKey(onlineMl); onlineMl.Configure<OnlineMlAccessOptions>(o => o.KeepUsersFor = TimeSpan.Zero); }, 1);
        var token = await SignInAsync(_servers[0], "ann", "secret");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[1], token));
        _redis.Kill();
        await UntilAsync(async () => await AskAsync(_servers[1], token) == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[0], token));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_servers[0], null));
        _redis.Start();
        await UntilAsync(async () => await AskAsync(_servers[1], token) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutASigningKey_TheServersMakeOneForAll()
    {
        await ChangeAsync(list => list.With(Ann));
        var lines = new Lines();
        await StartAsync(onlineMl => onlineMl.Services.AddSingleton<ILoggerProvider>(lines));
        var tokens = await Task.WhenAll(_servers.Select(web => SignInAsync(web, "ann", "secret")));
        await StartAsync(_ => { }, 1);
        foreach (var web in _servers)
        {
            foreach (var token in tokens.Append(_servers[3].Services.GetRequiredService<OnlineMlTokens>().Issue("ann")))
            {
                Assert.Equal(HttpStatusCode.OK, await AskAsync(web, token));
            }
        }

        // The folder of a server, which others do not have, is not where the key is.
        var folder = Directory.CreateTempSubdirectory("onlineml-").FullName;
        await StartAsync(onlineMl => onlineMl.Configure<OnlineMlStorageOptions>(o => o.StoragePath = folder), 1);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[4], tokens[0]));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[0], await SignInAsync(_servers[4], "ann", "secret")));
        Directory.Delete(folder, recursive: true);
        Assert.DoesNotContain(lines.Texts, text => text.Contains("igningKey", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutASigningKey_WhoStartsWhileRedisIsAway_SaysThatItDoesNotKnow()
    {
        await StartAsync(WithUsersOnly, 1);
        var token = await SignInAsync(_servers[0], "ann", "secret");
        _redis.Kill();
        await StartAsync(WithUsersOnly, 1);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_servers[0], token));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(_servers[1], token));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await TrySignInAsync(_servers[1], "ann", "secret"));
        _redis.Start();
        await UntilAsync(async () => await AskAsync(_servers[1], token) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task SignInsThatFail_AreThoseOfAllServersTogether()
    {
        await StartAsync(WithUsers);
        for (var i = 0; i < FailedSignIns.Most; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await TrySignInAsync(_servers[i % 3], "ann", "wrong"));
        }

        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, await TrySignInAsync(web, "ann", "secret"));
        }

        // By itself no server knows of so many.
        _redis.Kill();
        foreach (var web in _servers)
        {
            Assert.Equal(HttpStatusCode.OK, await TrySignInAsync(web, "ann", "secret"));
        }
    }

    private static StoredUser Ann => new("ann", HashedSecret.Make("secret", 1000), "read", ["churn*"], DateTimeOffset.UnixEpoch);

    // A machine that is slow enough lets Redis answer later than a server waits before it counts by itself. A clock that stands lets it wait.
    private static IOnlineMlBuilder WaitForRedis(IOnlineMlBuilder onlineMl)
    {
        onlineMl.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
        return onlineMl;
    }

    private static void WithKey(IOnlineMlBuilder onlineMl) => onlineMl.Configure<OnlineMlAccessOptions>(o => o.SigningKey = Key);

    private static async Task<HttpStatusCode> TrySignInAsync(WebServer web, string user, string secret) => (await SendSignInAsync(web, user, secret)).Status;

    private static async Task<string> SignInAsync(WebServer web, string user, string secret)
    {
        var (status, body) = await SendSignInAsync(web, user, secret);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonElement.Parse(body).GetProperty("token").GetString()!;
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendSignInAsync(WebServer web, string user, string secret)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/auth/token") { Headers = { Authorization = new AuthenticationHeaderValue("Basic", basic) } };
        using var response = await web.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    // As the tool does.
    private async Task ChangeAsync(Func<AccessList, AccessList> change)
    {
        await using var connection = RedisConnection.To(_redis.Address, "shared:", null);
        var access = new SharedAccess(new RedisTexts(connection), TimeSpan.MaxValue, TimeProvider.System, NullLogger<SharedAccess>.Instance);
        await access.ChangeAsync(change);
        await access.SynchronizeAsync();
    }

    private static void WithUsersOnly(IOnlineMlBuilder onlineMl) => onlineMl.AddUsers("ann:secret");

    private static void WithUsers(IOnlineMlBuilder onlineMl) =>
        onlineMl.AddUsers("ann:secret").Configure<OnlineMlAccessOptions>(o => o.SigningKey = Key);

    private static async Task<HttpStatusCode> AskAsync(WebServer web, string? token) => (await web.GetWithTokenAsync("api/catalog", token)).Status;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task StartAsync(Action<IOnlineMlBuilder> configure, int count = 3)
    {
        for (var i = 0; i < count; i++)
        {
            _servers.Add(await WebServer.StartAsync($"{_redis.Address},connectTimeout=3000", "shared:", configure));
        }
    }

    /// <summary>What is logged.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
