namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Those who wait until a server has what is stored in a log.</summary>
internal sealed class CatchUpWaiters
{
    private readonly Lock _lock = new();
    private List<TaskCompletionSource> _waiting = [];
    private StorageException? _end;

    /// <summary>Adds one.</summary>
    /// <returns>Its wait.</returns>
    /// <exception cref="StorageException">The log has ended.</exception>
    public Task Add()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_end is not null)
            {
                throw new StorageException(_end.Message, _end);
            }

            _waiting.Add(done);
        }

        return done.Task;
    }

    /// <summary>Takes all who wait now, to be told.</summary>
    public List<TaskCompletionSource> TakeAll()
    {
        lock (_lock)
        {
            if (_waiting.Count > 0)
            {
                var waiting = _waiting;
                _waiting = [];
                return waiting;
            }
        }

        return [];
    }

    /// <summary>Takes no more, as the log has ended; the first reason holds.</summary>
    public void End(StorageException reason)
    {
        lock (_lock)
        {
            _end ??= reason;
        }
    }
}
