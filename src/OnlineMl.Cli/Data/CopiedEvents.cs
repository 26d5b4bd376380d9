using OnlineMl.Serving.Storage;

namespace OnlineMl.Cli.Data;

/// <summary>Waits until events are stored.</summary>
internal sealed class CopiedEvents(long position) : IEventSink
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position = position;
    private StorageException? _failure;

    public void Apply(ReadOnlySpan<StoredEvent> events) => Change(events[^1].Position, null);

    public void Fail(object? pending, StorageException reason) => Change(0, reason);

    public void End(LogEnd end) => Change(0, new StorageException($"The copy was {end.ToString().ToLowerInvariant()} by another meanwhile."));

    /// <exception cref="StorageException">An event could not be stored.</exception>
    public async Task WaitForAsync(long wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                if (_position >= wanted)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Change(long stored, StorageException? failure)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (_position, _failure) = (Math.Max(_position, stored), _failure ?? failure);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
