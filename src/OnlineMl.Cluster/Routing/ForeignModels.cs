using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Hosting;

namespace OnlineMl.Cluster.Routing;

/// <summary>Lets go of models that another server owns and nobody has asked for here for a while, so that their events are not worked out twice, and of
/// those that are owned here and were deleted.</summary>
internal sealed class ForeignModels(
    ModelHost host, ClusterRouter router, OwnedModels owned, CopiedModels copies, IOptions<OnlineMlClusterOptions> options, TimeProvider time, ILogger<ForeignModels> logger)
    : RepeatedWork(time, logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time;

    protected override TimeSpan Pause => options.Value.KeepForeignFor < LongestPause ? options.Value.KeepForeignFor : LongestPause;

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in host.Entries)
        {
            await LookAsync(entry, cancellationToken).ConfigureAwait(false);
        }

        // Nobody asks for them any more, and an owner stays one until it is told.
        foreach (var name in owned.Names.Except(host.Entries.Select(entry => entry.Name), StringComparer.Ordinal))
        {
            if (!await host.ExistsAsync(name, cancellationToken).ConfigureAwait(false))
            {
                owned.GiveUp(name);
            }
        }
    }

    private async Task LookAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Loaded is { } loaded && !router.IsHere(entry.Name) && !copies.IsKept(entry.Name) && _time.GetElapsedTime(loaded.LastUsed) > options.Value.KeepForeignFor)
        {
            try
            {
                await host.UnloadAsync(entry.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (OnlineMlException)
            {
                // It is being deleted.
            }
        }
    }
}
