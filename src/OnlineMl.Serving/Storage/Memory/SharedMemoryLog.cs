using System.Buffers;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Storage.Memory;

/// <summary>One of the servers that have a model in memory together.</summary>
internal sealed class SharedMemoryLog(SharedMemoryModel model) : ISharedLog
{
    private int _rewritings = model.Rewritings;
    private Action? _changed;

    public string Epoch => model.Epoch;

    public string? CreatedBy => model.CreatedBy;

    public Task<AppendOutcome> AppendAsync(LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records) =>
        Task.FromResult(model.Append(_rewritings, at, batch, records));

    public Task<(long First, long Last)> FindBoundsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.FindBounds());
    }

    public async IAsyncEnumerable<SharedEvent> ReadAsync(LogPoint after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var stored in model.Read(_rewritings, after))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stored;
        }
    }

    public void Watch(Action changed)
    {
        _changed = changed;
        model.Watch(changed);
    }

    public Task<IReadOnlyList<long>> ListPassedOverAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.ListPassedOver());
    }

    public void PassOver(long position) => _rewritings = model.PassOver(_rewritings, position);

    public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.ListSnapshots());
    }

    public Task<SharedSnapshot?> ReadSnapshotAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.ReadSnapshot(position));
    }

    public Task<bool> WriteSnapshotAsync(LogPoint at, long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(model.TryWriteSnapshot(_rewritings, at, position, SharedMemoryModel.PiecesOf(snapshot)));
    }

    public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        model.DropSnapshot(position);
        return Task.CompletedTask;
    }

    public Task ContinueFromAsync(long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _rewritings = model.ContinueFrom(_rewritings, position);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_changed is not null)
        {
            model.Unwatch(_changed);
        }

        return ValueTask.CompletedTask;
    }
}
