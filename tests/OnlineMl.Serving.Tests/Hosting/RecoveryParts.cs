using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>What a recovery is made of, with a log in memory.</summary>
internal sealed class RecoveryParts : IDisposable
{
    private readonly FileModelStore _store = ScriptedLife.OpenStore(new SimulatedFileSystem());

    public RecoveryParts()
    {
        Context = new ServingContext(new OnlineMlServingOptions(), ComponentCatalog.BuiltIn, TimeProvider.System, new ServingInstruments(null), NullLogger.Instance);
        Eviction = new ModelEviction([], Context, (_, _) => Task.FromResult(false));
        Snapshots = new SnapshotFinder(Context, Eviction, NullLogger.Instance);
    }

    public ServingContext Context { get; }

    public ModelEviction Eviction { get; }

    public SnapshotFinder Snapshots { get; }

    public ModelEntry Entry { get; } = new("m");

    public static ReadOnlySequence<byte> SnapshotOf(ModelState state) => new(ServedSnapshot.Write(state));

    /// <summary>A log with a snapshot and events behind it.</summary>
    public async Task<IModelLog> LogAsync(ReadOnlySequence<byte> snapshot, params byte[][] events)
    {
        var log = (await _store.CreateAsync("m", snapshot, CancellationToken.None))!;
        var sink = new RecordingSink();
        await log.FollowAsync(0, sink, CancellationToken.None);
        foreach (var record in events)
        {
            log.Append(record, null);
        }

        await sink.WaitForAsync(events.Length);
        return log;
    }

    public void Dispose()
    {
        Snapshots.Dispose();
        Eviction.Dispose();
        Context.Instruments.Dispose();
        Context.Dispose();
        _store.Dispose();
    }
}
