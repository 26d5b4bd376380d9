namespace OnlineMl.Serving.Storage.Memory;

/// <summary>What is kept of one model while its log is closed, and its log while it is open.</summary>
internal sealed class MemoryModel : IAsyncDisposable
{
    private const int KeptSnapshots = 2;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, byte[]> _snapshots = [];
    private MemoryModelLog? _log;
    private long _position;
    private bool _isDeleted;

    public MemoryModel(byte[] first) => _snapshots[0] = first;

    public bool IsDeleted
    {
        get
        {
            lock (_lock)
            {
                return _isDeleted;
            }
        }
    }

    /// <summary>Opens the log; null when it is open or the model is deleted.</summary>
    public MemoryModelLog? TryOpen()
    {
        lock (_lock)
        {
            return _log is null && !_isDeleted ? _log = new MemoryModelLog(this, _position) : null;
        }
    }

    /// <summary>Lets the log never be opened again; false when it is open.</summary>
    public bool TryDelete()
    {
        lock (_lock)
        {
            _isDeleted = _log is null;
            return _isDeleted;
        }
    }

    public ValueTask DisposeAsync()
    {
        MemoryModelLog? log;
        lock (_lock)
        {
            log = _log;
        }

        return log?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Told by the log when it was closed.</summary>
    public void Closed(long position)
    {
        lock (_lock)
        {
            (_log, _position) = (null, position);
        }
    }

    public IReadOnlyList<long> ListSnapshots()
    {
        lock (_lock)
        {
            return [.. _snapshots.Keys.Reverse()];
        }
    }

    public byte[]? ReadSnapshot(long position)
    {
        lock (_lock)
        {
            return _snapshots.TryGetValue(position, out var found) ? [.. found] : null;
        }
    }

    /// <summary>Keeps a snapshot unless there is a newer one.</summary>
    public bool TryWriteSnapshot(long position, byte[] snapshot)
    {
        lock (_lock)
        {
            if (position < _snapshots.Keys.LastOrDefault())
            {
                return false;
            }

            _snapshots[position] = snapshot;
            while (_snapshots.Count > KeptSnapshots)
            {
                _snapshots.Remove(_snapshots.Keys.First());
            }

            return true;
        }
    }

    public void DropSnapshot(long position)
    {
        lock (_lock)
        {
            _snapshots.Remove(position);
        }
    }

    public void DropSnapshotsAfter(long position)
    {
        lock (_lock)
        {
            foreach (var later in _snapshots.Keys.Where(later => later > position).ToList())
            {
                _snapshots.Remove(later);
            }
        }
    }
}
