using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>Every operation on files fails once, in every way.</summary>
public class FileModelStoreFaultTests
{
    [Theory]
    [InlineData(SimulatedOutcome.Failure, 1)]
    [InlineData(SimulatedOutcome.Failure, 2)]
    [InlineData(SimulatedOutcome.Failure, 4)]
    [InlineData(SimulatedOutcome.Failure, 30)]
    [InlineData(SimulatedOutcome.LateFailure, 1)]
    [InlineData(SimulatedOutcome.LateFailure, 2)]
    [InlineData(SimulatedOutcome.LateFailure, 5)]
    [InlineData(SimulatedOutcome.Full, 1)]
    [InlineData(SimulatedOutcome.Full, 3)]
    [InlineData(SimulatedOutcome.Full, 40)]
    public async Task AFailure_LosesNothingAcknowledgedAndNeedsNoHand(SimulatedOutcome outcome, int operations)
    {
        foreach (var failing in Enumerable.Range(0, await CountAsync()))
        {
            var files = new SimulatedFileSystem { Outcome = i => i >= failing && i < failing + operations ? outcome : SimulatedOutcome.Success };
            var life = new ScriptedLife(files);
            await life.RunAsync();
            files.Outcome = _ => SimulatedOutcome.Success;
            Assert.Equal(0, files.OpenFiles);
            await NamedAsync(files, failing, () => life.AssertNothingLostAsync(files));
        }
    }

    [Fact]
    public async Task PowerLoss_LosesNothingAcknowledged()
    {
        foreach (var failing in Enumerable.Range(0, await CountAsync()))
        {
            foreach (var chance in Enumerable.Range(0, 9).Select(seed => seed == 0 ? null : new Random((100 * failing) + seed)))
            {
                var files = new SimulatedFileSystem { Outcome = i => i == failing ? SimulatedOutcome.PowerLoss : SimulatedOutcome.Success };
                var life = new ScriptedLife(files);
                await life.RunAsync();
                await NamedAsync(files, failing, () => life.AssertNothingLostAsync(files.AfterPowerLoss(chance)));
            }
        }
    }

    [Fact]
    public async Task PowerLossDuringRecovery_LosesNothingAcknowledged()
    {
        foreach (var failing in Enumerable.Range(0, await CountAsync()))
        {
            foreach (var failingAgain in Enumerable.Range(0, 25))
            {
                var chance = new Random((1000 * failing) + failingAgain);
                var files = new SimulatedFileSystem { Outcome = i => i == failing ? SimulatedOutcome.PowerLoss : SimulatedOutcome.Success };
                var life = new ScriptedLife(files);
                await life.RunAsync();
                var recovering = files.AfterPowerLoss(chance);
                recovering.Outcome = i => i == failingAgain ? SimulatedOutcome.PowerLoss : SimulatedOutcome.Success;
                try
                {
                    await using var store = ScriptedLife.OpenStore(recovering);
                    if (await store.OpenAsync("model", CancellationToken.None) is { } log)
                    {
                        await new TestModel().RecoverAsync(log);
                    }
                }
                catch (StorageException)
                {
                }

                await NamedAsync(files, failing, () => life.AssertNothingLostAsync(recovering.AfterPowerLoss(chance)));
            }
        }
    }

    [Theory]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.OperatingSystem)]
    public async Task AKilledProcess_LosesNothingAcknowledged(Durability durability)
    {
        foreach (var failing in Enumerable.Range(0, await CountAsync(durability)))
        {
            var files = new SimulatedFileSystem { Outcome = i => i == failing ? SimulatedOutcome.PowerLoss : SimulatedOutcome.Success };
            var life = new ScriptedLife(files, durability);
            await life.RunAsync();
            await NamedAsync(files, failing, () => life.AssertNothingLostAsync(files.Copy()));
        }
    }

    [Fact]
    public async Task TheScript_UsesEveryOperation()
    {
        var files = new SimulatedFileSystem();
        var life = new ScriptedLife(files);
        await life.RunAsync();

        Assert.Empty(life.Unacknowledged);
        Assert.True(life.IsCreated && life.IsSecondDeleted);
        foreach (var kind in new[] { "create folder", "list", "move folder", "move file", "delete folder", "delete file", "flush folder", "create ", "open", "read", "write", "flush " })
        {
            Assert.Contains(files.Operations, operation => operation.StartsWith(kind, StringComparison.Ordinal));
        }
    }

    private static async Task<int> CountAsync(Durability durability = Durability.Fsync)
    {
        var files = new SimulatedFileSystem();
        await new ScriptedLife(files, durability).RunAsync();
        return files.Operations.Count;
    }

    private static async Task NamedAsync(SimulatedFileSystem files, int failing, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception reason)
        {
            var operation = failing < files.Operations.Count ? files.Operations[failing] : "none";
            throw new InvalidOperationException($"When operation {failing} fails, '{operation}': {reason.Message}", reason);
        }
    }
}
