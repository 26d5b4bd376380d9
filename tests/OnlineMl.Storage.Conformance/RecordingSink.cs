using OnlineMl.Serving.Storage;

namespace OnlineMl.Storage.Conformance;

/// <summary>Keeps what a log gives it, and notes when it is called by two threads at once.</summary>
public sealed class RecordingSink : IEventSink
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private readonly List<RecordedEvent> _applied = [];
    private readonly List<(object? Pending, StorageException Reason)> _failed = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogEnd? _end;
    private int _inside;

    /// <summary>Whether two threads were inside at the same time.</summary>
    public bool WasCalledByTwoAtOnce { get; private set; }

    /// <summary>What became durable so far.</summary>
    public IReadOnlyList<RecordedEvent> Applied
    {
        get
        {
            lock (_gate)
            {
                return [.. _applied];
            }
        }
    }

    /// <summary>What could not be stored so far.</summary>
    public IReadOnlyList<(object? Pending, StorageException Reason)> Failed
    {
        get
        {
            lock (_gate)
            {
                return [.. _failed];
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<StoredEvent> events)
    {
        Enter();
        var copies = new List<RecordedEvent>(events.Length);
        foreach (var stored in events)
        {
            copies.Add(new RecordedEvent(stored.Position, stored.Record.ToArray(), stored.Pending));
        }

        Leave(() => _applied.AddRange(copies));
    }

    /// <inheritdoc/>
    public void Fail(object? pending, StorageException reason)
    {
        Enter();
        Leave(() => _failed.Add((pending, reason)));
    }

    /// <inheritdoc/>
    public void End(LogEnd end)
    {
        Enter();
        Leave(() => _end = end);
    }

    /// <summary>Waits until the log has ended.</summary>
    public async Task<LogEnd> WaitForEndAsync()
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_end is { } end)
                {
                    return end;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(LongestWait);
        }
    }

    /// <summary>Waits until so many events were applied or failed.</summary>
    public async Task WaitForAsync(int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_applied.Count + _failed.Count >= count)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(LongestWait);
        }
    }

    private void Enter()
    {
        if (Interlocked.Increment(ref _inside) > 1)
        {
            WasCalledByTwoAtOnce = true;
        }
    }

    private void Leave(Action record)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            record();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Interlocked.Decrement(ref _inside);
        changed.SetResult();
    }
}
