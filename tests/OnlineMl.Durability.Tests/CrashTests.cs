using OnlineMl.CrashTest;
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

        (int ExitCode, string Output)[] died =
        [
            await FatalRun.StartAsync(folder.Path, "1,2,13,3"),
            await FatalRun.StartAsync(folder.Path, ""),
            await FatalRun.StartAsync(folder.Path, ""),
        ];
        var restarted = await FatalRun.StartAsync(folder.Path, "4");
        var later = await FatalRun.StartAsync(folder.Path, "");

        Assert.All(died, process => Assert.NotEqual(0, process.ExitCode));
        Assert.Equal(0, restarted.ExitCode);
        Assert.Contains("position 3, learned 2, status: The event 3 is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("health: m: The event 3 is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("The event 3 of the model 'm' is passed over: ", restarted.Output, StringComparison.Ordinal);
        Assert.Contains("position 4, learned 3, ", later.Output, StringComparison.Ordinal);
    }
}
