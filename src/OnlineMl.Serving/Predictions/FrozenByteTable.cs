using System.Buffers;
using System.Text.Unicode;
using OnlineMl.State;

namespace OnlineMl.Serving.Predictions;

/// <summary>The entries of an <see cref="OrderedByteTable{T}"/> as they were at one moment, by their place in the order, oldest first, to be saved once or as they were loaded; the values are the owner's to
/// save. Its bytes are gathered in borrowed memory.</summary>
/// <typeparam name="T">The value.</typeparam>
internal sealed class FrozenByteTable<T> : IStateful
    where T : unmanaged
{
    private const int None = -1;

    private readonly ByteTableEntry<T>[] _entries = [];
    private readonly int _oldest = None;
    private ByteArena.Frozen? _runs;
    private T[] _values = [];
    private byte[] _bytes = [];
    private int _length;
    private int[] _identifierLengths = [];
    private int[] _lengths = [];
    private int[] _starts = [];

    /// <summary>Makes one that is to be loaded.</summary>
    public FrozenByteTable()
    {
    }

    /// <summary>Makes one of the entries of a table.</summary>
    /// <param name="entries">A copy of the entries by number.</param>
    /// <param name="oldest">The first of the order.</param>
    /// <param name="count">How many are in the order.</param>
    /// <param name="runs">The bytes, an identifier before those that are under it.</param>
    public FrozenByteTable(ByteTableEntry<T>[] entries, int oldest, int count, ByteArena.Frozen runs) =>
        (_entries, _oldest, Count, _runs) = (entries, oldest, count, runs);

    public int Count { get; private set; }

    /// <summary>The values of frozen entries.</summary>
    public T[] Values
    {
        get
        {
            Gather();
            return _values;
        }
    }

    /// <summary>The identifier of a loaded entry.</summary>
    public ReadOnlySpan<byte> Identifier(int index) => _bytes.AsSpan(_starts[index], _identifierLengths[index]);

    /// <summary>The bytes of a loaded entry.</summary>
    public ReadOnlySpan<byte> Bytes(int index) => _bytes.AsSpan(_starts[index] + _identifierLengths[index], _lengths[index]);

    void IStateful.Describe(StateArchive state)
    {
        Gather();
        state.Field("bytes", ref _bytes, FieldLength.First(_length));
        state.Field("identifierLengths", ref _identifierLengths, FieldLength.Any);
        state.Field("lengths", ref _lengths, _identifierLengths.Length);
        if (state.IsLoading)
        {
            Spread();
        }
        else
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }

    // Off the thread that froze them, because it takes long.
    private void Gather()
    {
        if (_runs is null)
        {
            return;
        }

        using var runs = _runs;
        _runs = null;
        var size = 0L;
        for (var entry = _oldest; entry != None; entry = _entries[entry].Newer)
        {
            size += runs[entry].Length;
        }

        if (size > Array.MaxLength)
        {
            throw new InvalidOperationException("The remembered bytes are more than 2 GB.");
        }

        _values = new T[Count];
        _identifierLengths = new int[Count];
        _lengths = new int[Count];
        _length = (int)size;
        _bytes = ArrayPool<byte>.Shared.Rent(_length);
        var left = _bytes.AsSpan();
        var index = 0;
        for (var entry = _oldest; entry != None; entry = _entries[entry].Newer)
        {
            var run = runs[entry];
            _values[index] = _entries[entry].Value;
            _identifierLengths[index] = _entries[entry].IdentifierLength;
            _lengths[index] = run.Length - _entries[entry].IdentifierLength;
            run.CopyTo(left);
            left = left[run.Length..];
            index++;
        }
    }

    private void Spread()
    {
        Count = _lengths.Length;
        _starts = new int[Count];
        var start = 0L;
        for (var i = 0; i < Count; i++)
        {
            var end = start + _identifierLengths[i] + _lengths[i];
            if (end > _bytes.Length ||
                !Utf8.IsValid(_bytes.AsSpan((int)start, _identifierLengths[i])))
            {
                throw new StateFormatException($"The bytes under the identifier {i} are damaged.");
            }

            _starts[i] = (int)start;
            start = end;
        }

        if (start != _bytes.Length)
        {
            throw new StateFormatException($"There are {_bytes.Length} bytes; {start} belong to identifiers.");
        }
    }
}
