using System.Buffers;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Tests.Storage.Shared;

/// <summary>A shared log behind a network that loses requests and answers as a test wants.</summary>
internal sealed class LossyLog(ISharedLog log) : ISharedLog
{
    /// <summary>What happens to an append: null for nothing.</summary>
    public Func<Loss?> Loses { get; set; } = () => null;

    /// <summary>The appends whose request is still on its way, to be delivered one day.</summary>
    public List<Func<Task<AppendOutcome>>> Delayed { get; } = [];

    public async Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        switch (Loses())
        {
            case Loss.Request:
                throw new TimeoutException("The request is lost.");
            case Loss.Answer:
                await log.AppendAsync(at, batch, records);
                throw new TimeoutException("The answer is lost.");
            case Loss.RequestForNow:
                Delayed.Add(() => log.AppendAsync(at, batch, records));
                throw new TimeoutException("The request takes its time.");
            case Loss.Refused:
                throw new StorageException("There is no space.", isFull: true);
            case Loss.NotSent:
                throw new NotSentException("There is no connection.");
            default:
                await Task.Yield();
                return await log.AppendAsync(at, batch, records);
        }
    }

    public Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken) => log.FindBoundsAsync(cancellationToken);

    public IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, CancellationToken cancellationToken) => log.ReadAsync(after, cancellationToken);

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
