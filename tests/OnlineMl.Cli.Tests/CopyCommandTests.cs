using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Redis;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Tests;

/// <summary>Models that move between a folder and Redis.</summary>
public sealed class CopyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml").FullName;
    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    private string Redis => $"redis:{_redis!.Address}";

    public void Dispose()
    {
        _redis?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [RedisFact]
    public async Task ModelsMoveToRedisAndBack_WithTheirHistory()
    {
        var (there, back) = (Path.Combine(_folder, "there"), Path.Combine(_folder, "back"));
        await TeachAsync(there, ("a", 40), ("b", 5));
        await TeachAsync(there, ("a", 20));

        var moved = Tool.Run("copy", "--from", there, "--to", Redis, "--prefix", "shop:");
        Assert.True(moved.ExitCode == 0, moved.Error);
        Assert.Equal(2, moved.Output.Trim().Split('\n').Length);
        Assert.StartsWith("a: 60 events, state ", moved.Output, StringComparison.Ordinal);
        var returned = Tool.Run("copy", "--from", Redis, "--to", back, "--prefix", "shop:", "--model", "a");
        Assert.True(returned.ExitCode == 0, returned.Error);
        Assert.Equal(moved.Output.Split('\n')[0], returned.Output.Trim());

        // The history is there from its first event, wherever it is replayed.
        var replays = new[] { Replay("--storage", there), Replay("--redis", _redis!.Address, "--prefix", "shop:"), Replay("--storage", back) };
        Assert.All(replays, replay => Assert.Equal(replays[0], replay));
        Assert.Equal(60, JsonElement.Parse(replays[0]).GetProperty("events").GetProperty("learn").GetInt64());

        // The copy goes on where the original was.
        await TeachAsync(back, ("a", 1));
        await TeachAsync(there, ("a", 1));
        Assert.Equal(Replay("--storage", there), Replay("--storage", back));
    }

    [RedisFact]
    public async Task ModelsMoveToARedisClusterAndBack_WithTheirHistory()
    {
        using var cluster = new RedisCluster();
        var (there, back, place) = (Path.Combine(_folder, "there"), Path.Combine(_folder, "back"), $"redis:{cluster.Address}");

        // Enough that no server of the cluster has all of them.
        string[] models = ["a", "b", "c", "d", "e", "f"];
        await TeachAsync(there, [.. models.Select(model => (model, 10))]);
        var moved = Tool.Run("copy", "--from", there, "--to", place);
        Assert.True(moved.ExitCode == 0, moved.Error);
        var returned = Tool.Run("copy", "--from", place, "--to", back);
        Assert.True(returned.ExitCode == 0, returned.Error);
        Assert.Equal(moved.Output, returned.Output);
        Assert.Equal(models, moved.Output.Trim().Split('\n').Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));
        foreach (var model in models)
        {
            Assert.Equal(Replay(model, "--storage", there), Replay(model, "--redis", cluster.Address));
            Assert.Equal(Replay(model, "--storage", there), Replay(model, "--storage", back));
        }

        // Nothing is left where the models were made before they were moved.
        await using var aside = new RedisModelArchive(cluster.Address, "onlineml:copying:");
        Assert.Empty(await aside.ListAsync());
    }

    [RedisFact]
    public async Task AModelThatIsLearnedInShares_MovesWithThem_AndLearnsOnInAFolder()
    {
        await using (var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseRedis(_redis!.Address)
            .Configure<OnlineMlStorageOptions>(options => options.Durability = Durability.OperatingSystem).Services.BuildServiceProvider())
        {
            var client = services.GetRequiredService<InProcessClient>();
            await client.CreateModelAsync("multiclass", "\"GaussianNB\"", "a", options: new ModelOptions(Mixing: new MixingOptions(2, TimeSpan.FromMilliseconds(100))));
            await LearnAsync(client, 10);
        }

        var folder = Path.Combine(_folder, "shares");
        var moved = Tool.Run("copy", "--from", Redis, "--to", folder, "--model", "a");
        Assert.True(moved.ExitCode == 0, moved.Error);
        Assert.Equal(["a", "a~2.0", "a~2.1"], moved.Output.Trim().Split('\n').Select(line => line[..line.IndexOf(':', StringComparison.Ordinal)]));

        await using var alone = new ServiceCollection().AddLogging().AddOnlineMlServing().UseFiles(folder).Services.BuildServiceProvider();
        var copied = alone.GetRequiredService<InProcessClient>();
        await LearnAsync(copied, 5);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await copied.GetReportAsync("a", limit.Token)).Examples < 15)
        {
            await Task.Delay(20, limit.Token);
        }

        static async Task LearnAsync(InProcessClient client, int count)
        {
            for (var i = 0; i < count; i++)
            {
                await client.LearnAsync(new LearnRequest("a", JsonElement.Parse($$"""{"x": {{i}}}"""), JsonValues.Value($"class {i % 2}")));
            }
        }
    }

    [RedisFact]
    public async Task WhatIsThereAlreadyIsLeftAlone()
    {
        var (one, other) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "other"));
        await TeachAsync(one, ("a", 3));
        await TeachAsync(other, ("a", 9));
        Assert.Equal(0, Tool.Run("copy", "--from", one, "--to", Redis).ExitCode);
        var again = Tool.Run("copy", "--from", other, "--to", Redis);
        Assert.Equal((2, "onlineml: there is a model 'a' already where it is to be."), (again.ExitCode, again.Error.Trim()));
        Assert.Equal(3, JsonElement.Parse(Replay("--redis", _redis!.Address)).GetProperty("position").GetInt64());
    }

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ACopyThatIsKilled_LeavesNothingUnderTheName_AndIsMadeAnew(bool isToRedis)
    {
        var (there, to) = (Path.Combine(_folder, "there"), isToRedis ? Redis : Path.Combine(_folder, "to"));
        await TeachAsync(there, ("a", 3000));
        using (var copy = Tool.Start("copy", "--from", there, "--to", to))
        {
            while (!copy.HasExited && !IsBegun(to))
            {
                await Task.Delay(1);
            }

            copy.Kill();
            await copy.WaitForExitAsync();
        }

        var whole = Replay("--storage", there);
        if (isToRedis ? _redis!.SendForAll("KEYS onlineml:{a}:*").Contains("onlineml:{a}:", StringComparison.Ordinal) : Directory.Exists(Path.Combine(to, "a")))
        {
            // It was faster, and has copied all.
            Assert.Equal(whole, isToRedis ? Replay("--redis", _redis!.Address) : Replay("--storage", to));
            return;
        }

        var again = Tool.Run("copy", "--from", there, "--to", to);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(whole, isToRedis ? Replay("--redis", _redis!.Address) : Replay("--storage", to));
        Assert.Equal(1, isToRedis ? Lines(_redis!.SendForAll("KEYS *{a}:log")) : Directory.GetDirectories(to, "a", SearchOption.AllDirectories).Length);

        static int Lines(string answer) => answer.Split("\r\n").Count(line => line.EndsWith("{a}:log", StringComparison.Ordinal));
    }

    [RedisFact]
    public void ReplayAndCopy_SayWhatTheyMiss()
    {
        Assert.Equal("onlineml: --storage or --redis is missing.", Tool.Run("replay", "--model", "m").Error.Trim());
        Assert.Equal("onlineml: --storage and --redis exclude each other.", Tool.Run("replay", "--model", "m", "--storage", _folder, "--redis", "x").Error.Trim());
        Assert.Equal("onlineml: --model is 'm'; Redis has no models.", Tool.Run("replay", "--model", "m", "--redis", _redis!.Address).Error.Trim());
        Assert.Equal("onlineml: there is no model 'm' to copy.", Tool.Run("copy", "--from", _folder, "--to", Redis, "--model", "m").Error.Trim());
    }

    [RedisFact]
    public async Task Serve_KeepsModelsOnRedis_ForSeveralServers()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var first = await ServedTool.StartAsync(timeout.Token, "--redis", _redis!.Address, "--prefix", "shop:", "--durability", "os", "--retain", "all");
        using var second = await ServedTool.StartAsync(timeout.Token, "--redis", _redis.Address, "--prefix", "shop:", "--durability", "os", "--retain", "all");
        await first.PostAsync("api/model/regression/m/", "\"LinearRegression\"");
        await second.PostAsync("api/learn", """{"model": "m", "features": {"x": 1}, "ground_truth": 2}""");
        Assert.Equal(1, JsonElement.Parse(await second.GetAsync("api/model/m/status")).GetProperty("position").GetInt64());
        Assert.Equal(0, await first.EndAsync());
        Assert.Equal(1, JsonElement.Parse(Replay("m", "--redis", _redis.Address, "--prefix", "shop:")).GetProperty("position").GetInt64());
    }

    private bool IsBegun(string to) => to == Redis
        ? _redis!.SendForAll("KEYS *{a}:log").Contains("{a}:log", StringComparison.Ordinal)
        : Directory.Exists(to) && Directory.GetDirectories(to, "a", SearchOption.AllDirectories).Length > 0;

    private static string Replay(params string[] place)
    {
        var model = place[0].StartsWith("--", StringComparison.Ordinal) ? "a" : place[0];
        var (code, output, error) = Tool.Run(["replay", "--model", model, "--json", .. place.SkipWhile(part => part == model)]);
        Assert.True(code == 0, error);
        return output;
    }

    private static async Task TeachAsync(string folder, params (string Model, int Examples)[] models)
    {
        await using var service = new ServiceCollection().AddLogging().AddOnlineMlServing().UseFiles(folder)
            .Configure<OnlineMlStorageOptions>(options => options.RetainAllEvents = true).Services.BuildServiceProvider();
        var client = service.GetRequiredService<InProcessClient>();
        var there = await client.GetModelsAsync();
        foreach (var (model, examples) in models)
        {
            if (!there.Contains(model))
            {
                await client.CreateModelAsync("binary", """["StandardScaler", "LogisticRegression"]""", model);
            }

            for (var i = 0; i < examples; i++)
            {
                await client.LearnAsync(new LearnRequest(model, JsonValues.Features([new("x", i % 7)]), JsonValues.Value(i % 7 > 3)));
            }
        }
    }
}
