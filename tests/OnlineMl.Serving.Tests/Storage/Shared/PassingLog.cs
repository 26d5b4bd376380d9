using System.Buffers;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>A shared log that passes everything on to another one but what a test does otherwise.</summary>
internal abstract class PassingLog(ISharedLog log) : ISharedLog
{
    public string Epoch => log.Epoch;

    protected ISharedLog Log => log;

    public abstract Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records);

    public virtual IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, CancellationToken cancellationToken) => log.ReadAsync(after, cancellationToken);

    public Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken) => log.FindBoundsAsync(cancellationToken);

    public void Watch(Action changed) => log.Watch(changed);

    public Task<IReadOnlyList<long>> ListPassedOverAsync(CancellationToken cancellationToken) => log.ListPassedOverAsync(cancellationToken);

    public void PassOver(long position) => log.PassOver(position);

    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => log.ListSnapshotsAsync(cancellationToken);

    public Task<SharedSnapshot?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => log.ReadSnapshotAsync(position, cancellationToken);

    public virtual Task<bool> WriteSnapshotAsync(LogPoint at, long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        log.WriteSnapshotAsync(at, position, snapshot, cancellationToken);

    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) => log.SetSnapshotAsideAsync(position, cancellationToken);

    public Task ContinueFromAsync(long position, CancellationToken cancellationToken) => log.ContinueFromAsync(position, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
