using System.Buffers;
using OnlineMl.Serving.Storage.Shared;

namespace OnlineMl.Serving.Storage.Memory;

/// <summary>The events and snapshots of one model in a <see cref="SharedMemory"/>.</summary>
internal sealed class SharedMemoryModel
{
    private const int KeptSnapshots = 2;
    private readonly Lock _lock = new();
    private readonly List<SharedEvent> _events = [];
    private readonly SortedDictionary<long, SharedSnapshot> _snapshots = [];
    private readonly SortedSet<long> _passedOver = [];
    private readonly List<Action> _watchers = [];
    private readonly bool _keepsAllEvents;
    private long _last;
    private bool _isDeleted;

    public SharedMemoryModel(byte[][] first, bool keepsAllEvents, string? createdBy)
    {
        CreatedBy = createdBy;
        _snapshots[0] = new SharedSnapshot(Guid.Empty, PieceSequence.Of(first));
        _keepsAllEvents = keepsAllEvents;
    }

    /// <summary>What tells it from others of its name.</summary>
    public string Epoch { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The user who created it; null when none did.</summary>
    public string? CreatedBy { get; }

    /// <summary>How often the log was rewritten. Who has seen another number has to read it anew.</summary>
    public int Rewritings { get; private set; }

    public static byte[][] PiecesOf(ReadOnlySequence<byte> bytes)
    {
        var pieces = new List<byte[]>();
        foreach (var piece in bytes)
        {
            pieces.Add(piece.ToArray());
        }

        return [.. pieces];
    }

    public AppendOutcome Append(int rewritings, LogPoint at, Guid batch, IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        lock (_lock)
        {
            if (_isDeleted || rewritings != Rewritings || !Has(at))
            {
                return _isDeleted ? AppendOutcome.Deleted : AppendOutcome.Rewritten;
            }

            if (at.Position != _last)
            {
                return AppendOutcome.Moved;
            }

            foreach (var record in records)
            {
                _events.Add(new SharedEvent(++_last, batch, record.ToArray()));
            }
        }

        Notify();
        return AppendOutcome.Appended;
    }

    /// <exception cref="LogEndedException">The model is deleted.</exception>
    public (long First, long Last) FindBounds()
    {
        lock (_lock)
        {
            ThrowIfDeleted();
            return (_events.Count > 0 ? _events[0].Position : _last + 1, _last);
        }
    }

    /// <exception cref="LogEndedException">The model is deleted, or the log has not what the point says, or not what comes behind it.</exception>
    public IReadOnlyList<SharedEvent> Read(int rewritings, LogPoint after)
    {
        lock (_lock)
        {
            ThrowIfDeleted();
            if (rewritings != Rewritings || !Has(after))
            {
                throw new LogEndedException(LogEnd.Rewritten);
            }

            return IndexOf(after.Position + 1) is var index and >= 0
                ? _events.GetRange(index, _events.Count - index)
                : after.Position == _last ? [] : throw new LogEndedException(LogEnd.Rewritten);
        }
    }

    public void Watch(Action changed)
    {
        lock (_lock)
        {
            _watchers.Add(changed);
        }
    }

    public void Unwatch(Action changed)
    {
        lock (_lock)
        {
            _watchers.Remove(changed);
        }
    }

    public IReadOnlyList<long> ListPassedOver()
    {
        lock (_lock)
        {
            return [.. _passedOver];
        }
    }

    /// <returns>How often the log has been rewritten by now.</returns>
    /// <exception cref="StorageException">It was rewritten since it was read.</exception>
    public int PassOver(int rewritings, long position)
    {
        lock (_lock)
        {
            ThrowIfRewritten(rewritings);
            _passedOver.Add(position);
            rewritings = ++Rewritings;
        }

        Notify();
        return rewritings;
    }

    public IReadOnlyList<long> ListSnapshots()
    {
        lock (_lock)
        {
            return [.. _snapshots.Keys.Reverse()];
        }
    }

    public SharedSnapshot? ReadSnapshot(long position)
    {
        lock (_lock)
        {
            return _snapshots.TryGetValue(position, out var snapshot) ? snapshot : null;
        }
    }

    public bool TryWriteSnapshot(int rewritings, LogPoint at, long position, byte[][] snapshot)
    {
        lock (_lock)
        {
            if (_isDeleted || rewritings != Rewritings || !Has(at) || position < _snapshots.Keys.LastOrDefault())
            {
                return false;
            }

            _snapshots[position] = new SharedSnapshot(FindBatch(position), PieceSequence.Of(snapshot));
            DropUnneeded();
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

    /// <returns>How often the log has been rewritten by now.</returns>
    /// <exception cref="StorageException">It was rewritten since it was read.</exception>
    public int ContinueFrom(int rewritings, long position)
    {
        lock (_lock)
        {
            ThrowIfRewritten(rewritings);
            var index = IndexOf(position + 1);
            if (index >= 0)
            {
                _events.RemoveRange(index, _events.Count - index);
            }

            foreach (var later in _snapshots.Keys.Where(later => later > position).ToList())
            {
                _snapshots.Remove(later);
            }

            _last = position;
            rewritings = ++Rewritings;
        }

        Notify();
        return rewritings;
    }

    /// <summary>Loses the newest events without a trace, as a fail-over to a server does that had not copied them.</summary>
    public void Lose(long after)
    {
        lock (_lock)
        {
            _events.RemoveRange(IndexOf(after + 1), (int)(_last - after));
            _last = after;
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _isDeleted = true;
        }

        Notify();
    }

    private void Notify()
    {
        Action[] watchers;
        lock (_lock)
        {
            watchers = [.. _watchers];
        }

        Array.ForEach(watchers, changed => changed());
    }

    private bool Has(LogPoint point) =>
        point.Position <= _last && (point.Batch == Guid.Empty || FindBatch(point.Position) is var batch && (batch == Guid.Empty || batch == point.Batch));

    // Of an event that is no longer kept only a snapshot tells.
    private Guid FindBatch(long position) => IndexOf(position) is var index and >= 0 ? _events[index].Batch : _snapshots.GetValueOrDefault(position).Batch;

    private int IndexOf(long position)
    {
        var low = 0;
        for (var high = _events.Count - 1; low <= high;)
        {
            var middle = (low + high) / 2;
            switch (_events[middle].Position.CompareTo(position))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return -1;
    }

    private void DropUnneeded()
    {
        if (_snapshots.Count < KeptSnapshots)
        {
            return;
        }

        // The first one is what all events are replayed from.
        var needed = _snapshots.Keys.Reverse().ElementAt(KeptSnapshots - 1);
        foreach (var old in _snapshots.Keys.Where(old => old < needed && (old > 0 || !_keepsAllEvents)).ToList())
        {
            _snapshots.Remove(old);
        }

        if (!_keepsAllEvents)
        {
            _events.RemoveAll(stored => stored.Position <= needed);
        }
    }

    private void ThrowIfRewritten(int rewritings)
    {
        if (rewritings != Rewritings)
        {
            throw new StorageException("The log was rewritten by another server.");
        }
    }

    private void ThrowIfDeleted()
    {
        if (_isDeleted)
        {
            throw new LogEndedException(LogEnd.Deleted);
        }
    }
}
