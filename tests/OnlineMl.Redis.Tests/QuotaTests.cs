using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore;
using OnlineMl.Serving;

namespace OnlineMl.Redis.Tests;

/// <summary>What the models of one user take, over all servers that share a Redis.</summary>
public sealed class QuotaTests : IAsyncLifetime, IDisposable
{
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
    public async Task AUserHasSoManyModels_OnWhateverServer()
    {
        await StartAsync(limits => limits.MaxUserModels = 2, 3);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(0, "ann", "a1")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(1, "ann", "a2")).Status);
        var (status, body) = await CreateAsync(2, "ann", "a3");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("The user 'ann' has 2 models, and 2 are allowed by MaxUserModels.", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(2, "ben", "b1")).Status);

        // It is kept with the model, for servers that start later, too.
        await StartAsync(limits => limits.MaxUserModels = 2, 1);
        foreach (var server in Enumerable.Range(0, 4))
        {
            var told = await SendAsync(server, "ann", HttpMethod.Get, "api/model/a1/status");
            Assert.Equal("ann", JsonElement.Parse(told.Body).GetProperty("createdBy").GetString());
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await CreateAsync(3, "ann", "a3")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(0, "ann", HttpMethod.Delete, "api/model/a1/")).Status);
        await UntilAsync(async () => (await CreateAsync(3, "ann", "a3")).Status == HttpStatusCode.Created);
    }

    [Fact]
    public async Task AUserHasSoManyEventsADay_OverAllServers()
    {
        await StartAsync(limits => limits.MaxUserEvents = 9, 3);
        foreach (var (user, model) in new[] { ("ann", "a"), ("ben", "b") })
        {
            Assert.Equal(HttpStatusCode.Created, (await CreateAsync(0, user, model)).Status);
        }

        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await LearnAsync(i % 3, "ann", "a")).Status);
        }

        foreach (var server in Enumerable.Range(0, 3))
        {
            var (status, body) = await LearnAsync(server, "ann", "a");
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.Contains("MaxUserEvents", body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Created, (await LearnAsync(server, "ben", "b")).Status);
        }

        // Also one that starts later.
        await StartAsync(limits => limits.MaxUserEvents = 9, 1);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await LearnAsync(3, "ann", "a")).Status);
        Assert.Equal(HttpStatusCode.Created, (await LearnAsync(3, "ben", "b")).Status);
    }

    [Fact]
    public async Task AModelThatIsLearnedInShares_CountsForWhoeverCreatedIt_AndAsOneModel()
    {
        await StartAsync(limits => (limits.MaxUserModels, limits.MaxUserEvents) = (2, 9), 3);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(0, "ann", HttpMethod.Post, "api/model/regression/a/?mixing=3&mixingEvery=100ms", "\"LinearRegression\"")).Status);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await LearnAsync(i % 3, "ann", "a")).Status);
        }

        foreach (var server in Enumerable.Range(0, 3))
        {
            var (status, body) = await LearnAsync(server, "ann", "a");
            Assert.Equal(HttpStatusCode.TooManyRequests, status);
            Assert.Contains("MaxUserEvents", body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(1, "ann", "a2")).Status);
        var (refused, reason) = await CreateAsync(2, "ann", "a3");
        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Contains("The user 'ann' has 2 models, and 2 are allowed by MaxUserModels.", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharesAreNoModelsOfTheirOwn_AsFarAsThereMayBeSoMany()
    {
        await StartAsync(limits => limits.MaxModels = 2, 1);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(0, "ann", HttpMethod.Post, "api/model/regression/a/?mixing=3", "\"LinearRegression\"")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(0, "ann", "a2")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await CreateAsync(0, "ann", "a3")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?mixing=3&mixingEvery=100ms")]
    public async Task TheModelsOfAUserTakeSoMuchMemory_OverAllServers(string query)
    {
        await StartAsync(limits => limits.MaxUserBytes = 1 << 20, 2);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(0, "ann", HttpMethod.Post, $"api/model/regression/wide/{query}", "\"LinearRegression\"")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(1, "ann", "small")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(1, "ben", "b")).Status);
        Assert.Equal(HttpStatusCode.Created, (await LearnAsync(1, "ann", "small")).Status);
        var features = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"feature number {i}\":1"));
        var example = $$$"""{"model": "wide", "features": {{{{features}}}}, "ground_truth": 1}""";
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(0, "ann", HttpMethod.Post, "api/learn", example)).Status);

        await UntilAsync(async () => (await LearnAsync(1, "ann", "small")).Status == HttpStatusCode.Forbidden);
        var (status, body) = await CreateAsync(1, "ann", "another");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("MaxUserBytes", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await LearnAsync(1, "ben", "b")).Status);

        // Also one that starts later, before it was told anything.
        await StartAsync(limits => limits.MaxUserBytes = 1 << 20, 1);
        Assert.Equal(HttpStatusCode.Forbidden, (await CreateAsync(2, "ann", "another")).Status);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(1, "ann", HttpMethod.Delete, "api/model/wide/")).Status);
        await UntilAsync(async () => (await LearnAsync(1, "ann", "small")).Status == HttpStatusCode.Created);
        await UntilAsync(async () => (await CreateAsync(2, "ann", "another")).Status == HttpStatusCode.Created);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private Task<(HttpStatusCode Status, string Body)> CreateAsync(int server, string user, string model) =>
        SendAsync(server, user, HttpMethod.Post, $"api/model/regression/{model}/", "\"LinearRegression\"");

    private Task<(HttpStatusCode Status, string Body)> LearnAsync(int server, string user, string model) =>
        SendAsync(server, user, HttpMethod.Post, "api/learn", string.Create(CultureInfo.InvariantCulture, $$"""{"model": "{{model}}", "features": {"x": 1}, "ground_truth": 2}"""));

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(int server, string user, HttpMethod method, string path, string? body = null)
    {
        var web = _servers[server];
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", web.Services.GetRequiredService<OnlineMlTokens>().Issue(user));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await web.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task StartAsync(Action<OnlineMlLimitOptions> limit, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _servers.Add(await WebServer.StartAsync(_redis.Address, "quota:", onlineMl => onlineMl
                .AddUsers("ann:secret", "ben:secret")
                .Configure<OnlineMlAccessOptions>(o => o.SigningKey = "a key of servers that take each other's tokens")
                .Configure(limit)));
        }
    }
}
