using System.Runtime.CompilerServices;
using OnlineMl.Numerics;

namespace OnlineMl.Serving.Predictions;

/// <summary>Bytes under identifiers, each with a value and in the order in which they were added, without an object for any of them.</summary>
/// <remarks>An entry is known by a number until it is removed. Adding, finding and removing take constant time and, once the tables have
/// grown, no memory from the heap.</remarks>
/// <typeparam name="T">The value.</typeparam>
internal sealed class OrderedByteTable<T>
    where T : unmanaged
{
    private const int None = -1;

    private readonly ByteArena _runs = new();
    private ByteTableEntry<T>[] _entries = [];
    private int[] _buckets = [];
    private int _oldest = None;
    private int _newest = None;

    public int Count { get; private set; }

    /// <summary>How many bytes of memory it holds in all.</summary>
    public long HeldBytes => _runs.HeldBytes + ((long)_entries.Length * Unsafe.SizeOf<ByteTableEntry<T>>()) + ((long)_buckets.Length * sizeof(int));

    /// <summary>The entry that was added first; -1 when there is none.</summary>
    public int Oldest => _oldest;

    /// <summary>The entry that was added next; -1 when there is none.</summary>
    public int Newer(int entry) => _entries[entry].Newer;

    /// <summary>The entry that was added last; -1 when there is none.</summary>
    public int Newest => _newest;

    /// <summary>The entry that was added before; -1 when there is none.</summary>
    public int Older(int entry) => _entries[entry].Older;

    /// <summary>Gives an entry another value.</summary>
    public void Replace(int entry, T value) => _entries[entry].Value = value;

    /// <summary>The value of an entry.</summary>
    public ref readonly T this[int entry] => ref _entries[entry].Value;

    /// <summary>The identifier of an entry; good until an entry is added or removed.</summary>
    public ReadOnlySpan<byte> Identifier(int entry) => _runs[entry][.._entries[entry].IdentifierLength];

    /// <summary>The bytes of an entry; good until an entry is added or removed.</summary>
    public Span<byte> Bytes(int entry) => _runs[entry][_entries[entry].IdentifierLength..];

    /// <summary>The entry of an identifier; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<byte> identifier)
    {
        if (Count == 0)
        {
            return None;
        }

        var hash = Hash(identifier);
        var entry = Bucket(hash) - 1;
        while (entry != None && (_entries[entry].Hash != hash || !Identifier(entry).SequenceEqual(identifier)))
        {
            entry = _entries[entry].NextInBucket;
        }

        return entry;
    }

    /// <summary>Adds an entry, the <see cref="Bytes"/> of which the caller is to write at once.</summary>
    /// <param name="identifier">One that has no entry.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <param name="value">The value.</param>
    public int Add(ReadOnlySpan<byte> identifier, int length, T value)
    {
        var entry = _runs.Add(identifier.Length + length);
        if (entry >= _entries.Length)
        {
            Grow();
        }

        identifier.CopyTo(_runs[entry]);
        _entries[entry] = new ByteTableEntry<T>
        {
            Hash = Hash(identifier),
            IdentifierLength = identifier.Length,
            Older = _newest,
            Newer = None,
            Value = value,
        };
        Index(entry);
        (_newest == None ? ref _oldest : ref _entries[_newest].Newer) = entry;
        _newest = entry;
        Count++;
        return entry;
    }

    public void Remove(int entry)
    {
        var removed = _entries[entry];
        ref var bucket = ref Bucket(removed.Hash);
        if (bucket == entry + 1)
        {
            bucket = removed.NextInBucket + 1;
        }
        else
        {
            var before = bucket - 1;
            while (_entries[before].NextInBucket != entry)
            {
                before = _entries[before].NextInBucket;
            }

            _entries[before].NextInBucket = removed.NextInBucket;
        }

        (removed.Older == None ? ref _oldest : ref _entries[removed.Older].Newer) = removed.Newer;
        (removed.Newer == None ? ref _newest : ref _entries[removed.Newer].Older) = removed.Older;
        _runs.Remove(entry);
        Count--;
    }

    /// <summary>The entries as they are now, to be read while entries come and go.</summary>
    public FrozenByteTable<T> Freeze() => new([.. _entries], _oldest, Count, _runs.Freeze());

    // Callers choose identifiers, so the hash must be one whose collisions cannot be guessed: that of texts has a secret seed.
    private static int Hash(ReadOnlySpan<byte> identifier)
    {
        var hash = string.GetHashCode(MemoryViews.Characters(identifier), StringComparison.Ordinal);
        return (identifier.Length & 1) == 0 ? hash : hash ^ (int)(0x9e3779b1 * (identifier[^1] + 1u));
    }

    // Buckets hold the number of their first entry plus 1, so that 0 is none.
    private ref int Bucket(int hash) => ref _buckets[hash & (_buckets.Length - 1)];

    private void Index(int entry)
    {
        ref var bucket = ref Bucket(_entries[entry].Hash);
        _entries[entry].NextInBucket = bucket - 1;
        bucket = entry + 1;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, Math.Max(16, 2 * _entries.Length));
        _buckets = new int[_entries.Length];
        for (var entry = _oldest; entry != None; entry = _entries[entry].Newer)
        {
            Index(entry);
        }
    }
}
