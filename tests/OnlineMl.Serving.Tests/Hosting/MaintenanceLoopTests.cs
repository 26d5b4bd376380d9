using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>A program that calls models in-process, and has no application that runs them.</summary>
public sealed class MaintenanceLoopTests
{
    [Fact]
    public async Task WithoutAnApplication_AModelIsSaved_AndTakesMoreThanItsLogMayHold()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddOnlineMlServing().UseMemory().Configure<OnlineMlStorageOptions>(o => (o.MaxLogBytes, o.SnapshotEvents) = (1 << 20, int.MaxValue));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<InProcessClient>();
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var learned = 0; learned < 60_000;)
        {
            try
            {
                await client.LearnAsync(Learn("m", learned % 10, 2 * (learned % 10)));
                learned++;
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.StorageFull)
            {
                // Nobody has saved it yet on a busy machine.
                await Task.Delay(10, limit.Token);
            }
        }

        var status = await client.GetStatusAsync("m");
        Assert.Equal(60_000, status.Position);
        Assert.True(status.SnapshotPosition > 0);
    }
}
