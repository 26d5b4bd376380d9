using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Events that wait to be appended while an append is under way, and the signal for the one who appends them.</summary>
internal sealed class AppendQueue(string name, FencedLogOptions options) : IDisposable
{
    // Whoever does not come in so many turns of the pool has something else to do first.
    private const int MaxYields = 32;

    private readonly Lock _lock = new();
    private readonly Queue<EventBatch> _batches = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private EventBatch? _newest;
    private long _bytes;
    private bool _isClosed;
    private StorageException? _end;

    /// <summary>Whether nothing is waiting, and nothing can come any more.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_lock)
            {
                return _batches.Count == 0 && (_isClosed || _end is not null);
            }
        }
    }

    /// <summary>Whether the log is not there any more, or is another.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _end is not null;
            }
        }
    }

    /// <exception cref="StorageException">Too much is waiting, or the log has ended.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public void Add(ReadOnlySpan<byte> record, object? pending)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IModelLog));
            if (_end is not null)
            {
                throw new StorageException(_end.Message, _end);
            }

            if (record.Length > options.MaxPendingBytes - _bytes)
            {
                throw new StorageException(
                    $"{_bytes} bytes of the model '{name}' wait to be written; with {record.Length} more they would exceed the limit of {options.MaxPendingBytes}.");
            }

            if (_newest is null || _newest.Count >= options.MaxBatchEvents || _newest.Bytes + record.Length > options.MaxBatchBytes)
            {
                _batches.Enqueue(_newest = new EventBatch());
            }

            _newest.Add(record, pending);
            _bytes += record.Length;
        }

        Signal();
    }

    /// <summary>Lets those run who got their answers just now and may be about to append again: fewer and larger appends take less of everybody.</summary>
    /// <param name="expected">How many events are worth waiting for.</param>
    public async ValueTask LetOthersAddAsync(int expected)
    {
        for (var turns = MaxYields; turns > 0 && NextCount < expected; turns--)
        {
            await Task.Yield();
        }
    }

    /// <summary>Takes the events to append next.</summary>
    public bool TryTake([NotNullWhen(true)] out EventBatch? batch)
    {
        lock (_lock)
        {
            if (!_batches.TryDequeue(out batch))
            {
                return false;
            }

            _bytes -= batch.Bytes;
            if (ReferenceEquals(batch, _newest))
            {
                _newest = null;
            }

            return true;
        }
    }

    /// <summary>Takes all that waits now; what is added meanwhile is not among it.</summary>
    public IReadOnlyList<EventBatch> TakeAll()
    {
        lock (_lock)
        {
            EventBatch[] all = [.. _batches];
            _batches.Clear();
            (_newest, _bytes) = (null, 0);
            return all;
        }
    }

    /// <summary>Says that there is something to do.</summary>
    public void Signal()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                SignalLocked();
            }
        }
    }

    /// <summary>Waits until there is something to do, or a time is over.</summary>
    public Task WaitAsync(TimeSpan longest) => _signal.WaitAsync(longest);

    /// <summary>Takes no more events because the log has ended.</summary>
    public void End(StorageException reason)
    {
        lock (_lock)
        {
            _end = reason;
        }
    }

    /// <summary>Takes no more events; those that wait are still appended.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            SignalLocked();
        }
    }

    public void ThrowIfClosed()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(IModelLog));
        }
    }

    public void Dispose() => _signal.Dispose();

    private int NextCount
    {
        get
        {
            lock (_lock)
            {
                return _batches.TryPeek(out var next) ? next.Count : 0;
            }
        }
    }

    private void SignalLocked()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }
}
