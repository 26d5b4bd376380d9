using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage;

/// <summary>The store of a server that is held up where a test wants it, as one is that was frozen or away for a while.</summary>
internal sealed class HeldStore(SharedMemory place) : IModelStore
{
    private readonly SharedMemoryStore _store = new(place);
    private TaskCompletionSource _hearing = Done();

    /// <summary>Called before a model is deleted.</summary>
    public Func<string, Task> Deleting { get; set; } = _ => Task.CompletedTask;

    /// <summary>The names of the models that this server tried to delete, in its order.</summary>
    public ConcurrentQueue<string> Deleted { get; } = new();

    public string Kind => _store.Kind;

    public bool IsShared => _store.IsShared;

    private IModelStore Store => _store;

    /// <summary>Hears nothing until <see cref="Hear"/>.</summary>
    public void Sleep() => _hearing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Hear() => _hearing.TrySetResult();

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => _store.ListAsync(cancellationToken);

    Task<IReadOnlyList<(string Name, string Epoch)>> IModelStore.ListEpochsAsync(CancellationToken cancellationToken) => Store.ListEpochsAsync(cancellationToken);

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => _store.ExistsAsync(name, cancellationToken);

    Task<string?> IModelStore.FindEpochAsync(string name, CancellationToken cancellationToken) => Store.FindEpochAsync(name, cancellationToken);

    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken) =>
        _store.CreateAsync(name, snapshot, cancellationToken);

    public Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, string? user, CancellationToken cancellationToken) =>
        _store.CreateAsync(name, snapshot, user, cancellationToken);

    public Task<string?> FindCreatorAsync(string name, CancellationToken cancellationToken) => _store.FindCreatorAsync(name, cancellationToken);

    public Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken) => _store.OpenAsync(name, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => HoldAsync(name, () => _store.DeleteAsync(name, cancellationToken));

    Task<bool> IModelStore.DeleteAsync(string name, string epoch, CancellationToken cancellationToken) =>
        HoldAsync(name, () => Store.DeleteAsync(name, epoch, cancellationToken));

    public async IAsyncEnumerable<ModelChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in _store.WatchAsync(cancellationToken))
        {
            await _hearing.Task.WaitAsync(cancellationToken);
            yield return change;
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task<bool> HoldAsync(string name, Func<Task<bool>> delete)
    {
        await Deleting(name);
        var isDeleted = await delete();
        Deleted.Enqueue(name);
        return isDeleted;
    }
}
