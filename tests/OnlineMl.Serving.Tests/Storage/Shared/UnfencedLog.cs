using System.Buffers;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>A shared log without its fence: an append stands wherever the log ends, and nobody asks what stands before it.</summary>
internal sealed class UnfencedLog(ISharedLog log) : ISharedLog
{
    public async Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        while (true)
        {
            var (_, last) = await log.FindBoundsAsync(CancellationToken.None);
            if (await log.AppendAsync(new LogPoint(last, Guid.Empty), batch, records) is var outcome and not AppendOutcome.Moved)
            {
                return outcome;
            }
        }
    }

    public IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, CancellationToken cancellationToken) =>
        log.ReadAsync(new LogPoint(after.Position, Guid.Empty), cancellationToken);

    public Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken) => log.FindBoundsAsync(cancellationToken);

    public void Watch(Action changed) => log.Watch(changed);

    public Task<IReadOnlyList<long>> ListPassedOverAsync(CancellationToken cancellationToken) => log.ListPassedOverAsync(cancellationToken);

    public void PassOver(long position) => log.PassOver(position);

    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => log.ListSnapshotsAsync(cancellationToken);

    public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => log.ReadSnapshotAsync(position, cancellationToken);

    public Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        log.WriteSnapshotAsync(position, snapshot, cancellationToken);

    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) => log.SetSnapshotAsideAsync(position, cancellationToken);

    public Task ContinueFromAsync(long position, CancellationToken cancellationToken) => log.ContinueFromAsync(position, cancellationToken);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
