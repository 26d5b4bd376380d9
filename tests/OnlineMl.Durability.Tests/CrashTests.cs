using OnlineMl.CrashTest;
using Xunit.Abstractions;

namespace OnlineMl.Durability.Tests;

public class CrashTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledServer_KeepsWhatItAcknowledgedOnceAndNothingElse(int seed) =>
        output.WriteLine(await CrashRun.RunAsync(kills: 12, seed, output.WriteLine));
}
