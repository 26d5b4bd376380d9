namespace OnlineMl.Serving.Storage.Shared;

/// <summary>Events that are appended together.</summary>
internal sealed class EventBatch
{
    private readonly List<ReadOnlyMemory<byte>> _records = [];
    private readonly List<object?> _pending = [];

    /// <summary>What the events are appended with.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public IReadOnlyList<ReadOnlyMemory<byte>> Records => _records;

    public IReadOnlyList<object?> Pending => _pending;

    public int Count => _records.Count;

    public int Bytes { get; private set; }

    /// <summary>How many of them the sink was given, or told that they failed or are in doubt.</summary>
    public int Given { get; set; }

    public void Add(ReadOnlySpan<byte> record, object? pending)
    {
        _records.Add(record.ToArray());
        _pending.Add(pending);
        Bytes += record.Length;
    }

    /// <summary>The events with the positions that they have right behind one.</summary>
    public StoredEvent[] StoredBehind(long position)
    {
        var stored = new StoredEvent[Count];
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = new StoredEvent(position + 1 + i, _records[i], _pending[i]);
        }

        return stored;
    }

    /// <summary>Tells the sink that those which it was not given have failed, or may be stored.</summary>
    public void Drop(GuardedSink sink, bool mayBeStored, StorageException reason)
    {
        for (; Given < Count; Given++)
        {
            if (mayBeStored)
            {
                sink.InDoubt(_pending[Given], reason);
            }
            else
            {
                sink.Fail(_pending[Given], reason);
            }
        }
    }
}
