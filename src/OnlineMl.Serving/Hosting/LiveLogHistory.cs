using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Hosting;

/// <summary>What is kept of a model that is served, which grows meanwhile.</summary>
/// <param name="name">The name of the model.</param>
/// <param name="log">Its log.</param>
/// <param name="first">The position of the first event that is kept.</param>
internal sealed class LiveLogHistory(string name, IModelLog log, long first) : IModelHistory
{
    /// <summary>The log of the model; another one when the model was unloaded meanwhile.</summary>
    public IModelLog Log { get; set; } = log;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public long First => first;

    /// <inheritdoc/>
    public long Position => Log.Position;

    /// <inheritdoc/>
    public IReadOnlyList<StorageFault> Faults => Log.Faults;

    /// <inheritdoc/>
    public IReadOnlyList<long> PassedOver => Log.PassedOver;

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken) => Log.ReadAsync(after, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => Log.ListSnapshotsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => Log.ReadSnapshotAsync(position, cancellationToken);
}
