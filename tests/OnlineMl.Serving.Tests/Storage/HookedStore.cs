using System.Buffers;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving.Tests.Storage;

/// <summary>A store in memory that does what a test wants before it is checked, creates or opens a model, appends an event, catches up or writes a snapshot.</summary>
internal sealed class HookedStore : IModelStore
{
    private readonly MemoryModelStore _store = new();

    private HookedStore()
    {
    }

    public Action<string>? Creating { get; set; }

    public Action<string>? Opening { get; set; }

    public Action? Appending { get; set; }

    /// <summary>Called when an event was appended, before that is told.</summary>
    public Action? Appended { get; set; }

    public Func<string, CancellationToken, Task>? CatchingUp { get; set; }

    public Func<Task>? WritingSnapshot { get; set; }

    public Action? Checking { get; set; }

    public string Kind => _store.Kind;

    public bool IsShared { get; init; }

    public static HookedStore Open(bool isShared = false) => new() { IsShared = isShared };

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => _store.ListAsync(cancellationToken);

    public async Task<IModelLog?> CreateAsync(string name, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
    {
        Creating?.Invoke(name);
        return await _store.CreateAsync(name, snapshot, cancellationToken) is { } log ? new HookedLog(this, name, log) : null;
    }

    public async Task<IModelLog?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        Opening?.Invoke(name);
        return await _store.OpenAsync(name, cancellationToken) is { } log ? new HookedLog(this, name, log) : null;
    }

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        Checking?.Invoke();
        return Task.CompletedTask;
    }

    public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => _store.ExistsAsync(name, cancellationToken);

    public IAsyncEnumerable<ModelChange> WatchAsync(CancellationToken cancellationToken) => _store.WatchAsync(cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _store.DeleteAsync(name, cancellationToken);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class HookedLog(HookedStore store, string name, IModelLog log) : IModelLog
    {
        public long Position => log.Position;

        public IReadOnlyList<StorageFault> Faults => log.Faults;

        public StorageException? WriteFault => log.WriteFault;

        public void Append(ReadOnlySpan<byte> record, object? pending)
        {
            store.Appending?.Invoke();
            log.Append(record, pending);
            store.Appended?.Invoke();
        }

        public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
        {
            if (store.CatchingUp is { } catchingUp)
            {
                await catchingUp(name, cancellationToken);
            }

            await log.CatchUpAsync(cancellationToken);
        }

        public Task FollowAsync(long after, IEventSink sink, CancellationToken cancellationToken) => log.FollowAsync(after, sink, cancellationToken);

        public IAsyncEnumerable<StoredEvent> ReadAsync(long after, CancellationToken cancellationToken) => log.ReadAsync(after, cancellationToken);

        public Task<IReadOnlyList<long>> ListSnapshotsAsync(CancellationToken cancellationToken) => log.ListSnapshotsAsync(cancellationToken);

        public Task<ReadOnlySequence<byte>?> ReadSnapshotAsync(long position, CancellationToken cancellationToken) => log.ReadSnapshotAsync(position, cancellationToken);

        public async Task<bool> WriteSnapshotAsync(long position, ReadOnlySequence<byte> snapshot, CancellationToken cancellationToken)
        {
            if (store.WritingSnapshot is { } writing)
            {
                await writing();
            }

            return await log.WriteSnapshotAsync(position, snapshot, cancellationToken);
        }

        public Task SetSnapshotAsideAsync(long position, CancellationToken cancellationToken) => log.SetSnapshotAsideAsync(position, cancellationToken);

        public Task ContinueFromAsync(long position, CancellationToken cancellationToken) => log.ContinueFromAsync(position, cancellationToken);

        public ValueTask DisposeAsync() => log.DisposeAsync();
    }
}
