using OnlineMl.CrashTest;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving.Tests.Storage.Files;
using Xunit.Abstractions;

namespace OnlineMl.Durability.Tests;

public class CrashTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledServer_KeepsWhatItAcknowledgedOnceAndNothingElse(int seed) =>
        output.WriteLine(await CrashRun.RunAsync(kills: 12, seed, output.WriteLine));

    [Fact]
    public async Task AnEventOfWhichProcessesDie_IsPassedOverAfterTwoReplays_AndTheModelGoesOn()
    {
        using var folder = new TemporaryFolder();
        await AssertPassedOverAsync(folder.Path);
    }

    [RedisFact]
    public async Task AnEventOfWhichProcessesDie_IsPassedOverOnRedis_AndTheModelGoesOn()
    {
        using var redis = new RedisProcess();
        await AssertPassedOverAsync($"redis:{redis.Address}");
    }

    private static async Task AssertPassedOverAsync(string place)
    {
        (int ExitCode, string Output)[] died =
        [
            await FatalRun.StartAsync(place, "1,2,13,3"),
            await FatalRun.StartAsync(place, ""),
            await FatalRun.StartAsync(place, ""),
        ];
        var restarted = await FatalRun.StartAsync(place, "4");
        var later = await FatalRun.StartAsync(place, "");

        Assert.All(died, process => Assert.NotEqual(0, process.ExitCode));
        Assert.Equal(0, restarted.ExitCode);
        Assert.Contains("position 3, learned 2, status: The event 3 is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("m: The event 3 is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("The event 3 of the model 'm' is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("position 4, learned 3, ", later.Output, StringComparison.Ordinal);
    }
}
