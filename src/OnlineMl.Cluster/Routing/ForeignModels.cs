using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Serving;

namespace OnlineMl.Cluster.Routing;

/// <summary>Lets go of models that another server owns and nobody has asked for here for a while, so that their events are not worked out twice.</summary>
internal sealed class ForeignModels(ModelHost host, ClusterRouter router, CopiedModels copies, IOptions<OnlineMlClusterOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeepForeignFor < LongestPause ? options.Value.KeepForeignFor : LongestPause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var entry in host.Entries)
            {
                if (entry.Loaded is { } loaded && !router.IsHere(entry.Name) && !copies.IsKept(entry.Name) && time.GetElapsedTime(loaded.LastUsed) > options.Value.KeepForeignFor)
                {
                    await host.UnloadAsync(entry.Name, stoppingToken).ConfigureAwait(false);
                }
            }
        }
    }
}
