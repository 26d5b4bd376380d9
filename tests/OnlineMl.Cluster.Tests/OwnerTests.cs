using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OnlineMl.ChaosTest;
using OnlineMl.Redis.Tests;

namespace OnlineMl.Cluster.Tests;

/// <summary>Two servers as processes: each model has one owner, who may die, freeze or leave.</summary>
public sealed class OwnerTests : IDisposable
{
    // Less than the time-out of a call from server to server, so that a call that waited for the owner is seen.
    private static readonly TimeSpan WithoutTheOwner = TimeSpan.FromSeconds(25);

    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;
    private readonly List<ServerProcess> _servers = [];

    public void Dispose()
    {
        _servers.ForEach(server => server.Dispose());
        _redis?.Dispose();
    }

    [RedisFact]
    public async Task CallsGoToTheOwner_AndGoOnWhenItIsKilled()
    {
        await StartAsync();
        await CreateAsync(_servers[0], "a", "b", "c", "d");
        for (var i = 0; i < 40; i++)
        {
            await LearnUntilDoneAsync(_servers[i % 2], "abcd"[i % 4], $"n{i}");
        }

        string[][] owned = [];
        await UntilAsync(async () =>
        {
            owned = await Task.WhenAll(_servers.Select(OwnedAsync));
            return owned.SelectMany(names => names).Order(StringComparer.Ordinal).SequenceEqual(["a", "b", "c", "d"]);
        });

        // Both servers tell the same of who owns what, as soon as each has said it.
        foreach (var server in _servers)
        {
            await UntilAsync(async () =>
            {
                var cluster = JsonElement.Parse(await server.GetAsync("api/cluster"));
                var models = cluster.GetProperty("models").EnumerateArray().Where(model => model.GetProperty("owner").ValueKind != JsonValueKind.Null);
                return cluster.GetProperty("servers").GetArrayLength() == 2
                    && models.Select(model => model.GetProperty("model").GetString()).SequenceEqual(["a", "b", "c", "d"]);
            });
        }

        // The status tells the owner on every server, of which event it is, and how far those are behind that have the model, too.
        for (var i = 0; i < 2; i++)
        {
            foreach (var name in owned[i])
            {
                var (here, there) = (JsonElement.Parse(await _servers[i].GetAsync($"api/model/{name}/status")), JsonElement.Parse(await _servers[1 - i].GetAsync($"api/model/{name}/status")));
                Assert.False(string.IsNullOrEmpty(here.GetProperty("owner").GetString()));
                Assert.Equal(here.GetProperty("owner").GetString(), there.GetProperty("owner").GetString());
                Assert.Equal(10, there.GetProperty("position").GetInt32());

                // What servers say of themselves is a moment old.
                await UntilAsync(async () =>
                    JsonElement.Parse(await _servers[1 - i].GetAsync($"api/model/{name}/status")).GetProperty("lags").EnumerateObject().ToArray() is [var lag] && lag.Value.GetInt64() == 0);
            }
        }

        // A prediction of one server is labelled through the other.
        var (status, body) = await _servers[0].PostAsync("api/predict", """{"model": "a", "features": {"x": 1}}""");
        Assert.Equal(201, status);
        var identifier = JsonElement.Parse(body).GetProperty("identifier").GetString();
        Assert.Equal(200, (await _servers[1].PostAsync("api/label", $$"""{"model": "a", "identifier": "{{identifier}}", "label": 3}""")).Status);
        Assert.Equal(await HashesAsync(_servers[0]), await HashesAsync(_servers[1]));

        var victim = owned[0].Length > 0 ? 0 : 1;
        var model = owned[victim][0];
        _servers[victim].Kill();
        var start = Stopwatch.GetTimestamp();
        await LearnUntilDoneAsync(_servers[1 - victim], model[0], "k1");
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"{Stopwatch.GetElapsedTime(start)}");
        for (var i = 0; i < 8; i++)
        {
            await LearnUntilDoneAsync(_servers[1 - victim], "abcd"[i % 4], $"l{i}");
        }

        _servers.Add(await ServerProcess.StartAsync(_redis!.Address));
        Assert.Equal(await HashesAsync(_servers[1 - victim]), await HashesAsync(_servers[2]));
        Assert.Equal(40 + 1 + 9, await ExamplesAsync(_servers[2]));
    }

    [RedisFact]
    public async Task AFrozenOwnerIsDoneWithout_AndCatchesUpWhenItComesBack()
    {
        await StartAsync();
        await CreateAsync(_servers[0], "a", "b", "c", "d");
        for (var i = 0; i < 8; i++)
        {
            await LearnUntilDoneAsync(_servers[i % 2], "abcd"[i % 4], $"n{i}");
        }

        var owned = await OwnedAsync(_servers[0]);
        var victim = owned.Length > 0 ? 0 : 1;
        var model = (await OwnedAsync(_servers[victim]))[0][0];
        _servers[victim].Send("STOP");
        try
        {
            var start = Stopwatch.GetTimestamp();
            await LearnUntilDoneAsync(_servers[1 - victim], model, "k");
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"{Stopwatch.GetElapsedTime(start)}");
            start = Stopwatch.GetTimestamp();
            await LearnUntilDoneAsync(_servers[1 - victim], model, "l");
            Assert.True(Stopwatch.GetElapsedTime(start) < WithoutTheOwner, $"{Stopwatch.GetElapsedTime(start)}");
        }
        finally
        {
            _servers[victim].Send("CONT");
        }

        await LearnUntilDoneAsync(_servers[1 - victim], model, "m");
        Assert.Equal(8 + 3, await ExamplesAsync(_servers[1 - victim]));

        // What the owner was asked before it froze it may do only now, as a repetition.
        await UntilAsync(async () => await Task.WhenAll(HashesAsync(_servers[1 - victim]), HashesAsync(_servers[victim])) is [var here, var there] && here.SequenceEqual(there));
    }

    [RedisFact]
    public async Task AServerThatWasDeclaredDead_EndsInOrderWhenItComesBack()
    {
        await StartAsync();
        await CreateAsync(_servers[0], "a", "b", "c", "d");
        for (var i = 0; i < 8; i++)
        {
            await LearnUntilDoneAsync(_servers[i % 2], "abcd"[i % 4], $"n{i}");
        }

        _servers[0].Send("STOP");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            // The other is asked for them, which makes it their owner once the first is declared dead. It may have been that before.
            for (var i = 0; (await OwnedAsync(_servers[1])).Length < 4 || await _servers[1].GetAsync("active") != "1"; i++)
            {
                await LearnUntilDoneAsync(_servers[1], "abcd"[i % 4], $"m{i}");
                await Task.Delay(50, limit.Token);
            }
        }
        finally
        {
            _servers[0].Send("CONT");
        }

        Assert.True(await _servers[0].WaitForExitAsync(limit.Token) == 0, _servers[0].Output);
        Assert.Contains("no longer part of its cluster", _servers[0].Output, StringComparison.Ordinal);
        await LearnUntilDoneAsync(_servers[1], 'a', "k");
    }

    [RedisFact]
    public async Task AServerThatLeavesInOrder_HandsItsModelsOverWithoutAFailedCall()
    {
        await StartAsync();
        await CreateAsync(_servers[0], "a", "b", "c", "d");
        for (var i = 0; i < 8; i++)
        {
            await LearnUntilDoneAsync(_servers[i % 2], "abcd"[i % 4], $"n{i}");
        }

        var leaving = _servers[0].EndAsync();
        for (var i = 0; i < 40 || !leaving.IsCompleted; i++)
        {
            await LearnUntilDoneAsync(_servers[1], "abcd"[i % 4], $"m{i}");
        }

        Assert.True(await leaving == 0, _servers[0].Output);
        await UntilAsync(async () => (await OwnedAsync(_servers[1])).Length == 4);
    }

    [RedisFact]
    public async Task CopiesAnswerPredictions_WhileTheOwnerIsFrozen()
    {
        await StartAsync(ClusterServer.WithCopies);
        await CreateAsync(_servers[0], "a");
        for (var i = 0; i < 20; i++)
        {
            await LearnUntilDoneAsync(_servers[i % 2], 'a', $"n{i}");
        }

        var owner = (await OwnedAsync(_servers[0])).Length > 0 ? 0 : 1;
        const string Question = """{"model": "a", "features": {"x": 3}}""";
        var wanted = await _servers[owner].PostAsync("api/predict", Question);
        Assert.Equal(200, wanted.Status);

        // The copy is there, and has what the owner has, in a moment.
        await UntilAsync(async () => await _servers[1 - owner].GetAsync("loaded") == "1");
        _servers[owner].Send("STOP");
        try
        {
            var start = Stopwatch.GetTimestamp();
            await UntilAsync(async () => await _servers[1 - owner].PostAsync("api/predict", Question) == wanted);
            Assert.True(Stopwatch.GetElapsedTime(start) < WithoutTheOwner, $"{Stopwatch.GetElapsedTime(start)}");
        }
        finally
        {
            _servers[owner].Send("CONT");
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static async Task LearnUntilDoneAsync(ServerProcess server, char model, string key)
    {
        (int Status, string Body) answer = default;
        for (var i = 0; i < 100 && answer.Status != 201; i++)
        {
            answer = await server.PostAsync("api/learn", Learn(model, 1), key);
            Assert.True(answer.Status is 201 or 503, $"{answer}");
        }

        Assert.Equal(201, answer.Status);
    }

    private static string Learn(char model, int x) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"model": "{{model}}", "features": {"x": {{x}} }, "ground_truth": {{2 * x}}}""");

    private static async Task<string[]> OwnedAsync(ServerProcess server) => JsonSerializer.Deserialize<string[]>(await server.GetAsync("owned"))!;

    private static Task<string[]> HashesAsync(ServerProcess server) => Task.WhenAll("abcd".Select(model => server.GetAsync($"hash/{model}")));

    // A call that was done twice is in the log twice, and learned once.
    private static async Task<int> ExamplesAsync(ServerProcess server)
    {
        var reports = await Task.WhenAll("abcd".Select(model => server.GetAsync($"api/metrics/report?model={model}")));
        return reports.Sum(report => JsonElement.Parse(report).GetProperty("examples").GetInt32());
    }

    private static async Task CreateAsync(ServerProcess server, params string[] models)
    {
        foreach (var model in models)
        {
            Assert.Equal(201, (await server.PostAsync($"api/model/regression/{model}/", "\"LinearRegression\"")).Status);
        }
    }

    private async Task StartAsync(params string[] options)
    {
        _servers.AddRange(await Task.WhenAll(ServerProcess.StartAsync(_redis!.Address, options), ServerProcess.StartAsync(_redis.Address, options)));
        await Task.WhenAll(_servers.Select(server => server.WaitUntilJoinedAsync()));
    }
}
