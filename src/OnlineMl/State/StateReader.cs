using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OnlineMl.State;

/// <summary>Fills objects from what <see cref="StateWriter"/> wrote.</summary>
/// <remarks>Fields that are asked for in the order in which they were written are met without a search. The first that is
/// not makes an index of its object's fields.</remarks>
internal sealed class StateReader(ReadOnlyMemory<byte> bytes) : StateArchive
{
    private const int FreelyMade = 1 << 16;
    private const int MadePerByte = 64;

    private PackedReader _reader = new(bytes);
    private int _depth;
    private long _made;
    private Frame _frame;

    public override bool IsLoading => true;

    /// <summary>Fills an object from the value at the current position and moves behind it.</summary>
    public void Object(IStateful item)
    {
        if (++_depth > StateFormat.DeepestObject)
        {
            throw new StateFormatException($"Objects are nested deeper than {StateFormat.DeepestObject}.");
        }

        var outer = _frame;
        var count = _reader.ReadMapHeader();
        _frame = new Frame { Start = _reader.Consumed, Next = _reader.Consumed, Count = count, Left = count };
        item.Describe(this);
        _reader.Consumed = End();
        _frame = outer;
        _depth--;
    }

    public void ExpectEnd()
    {
        if (_reader.Consumed != _reader.Length)
        {
            throw new StateFormatException($"There are {_reader.Length - _reader.Consumed} bytes behind the state.");
        }
    }

    public override void Field(FieldName name, ref double value, NumberRange range = default)
    {
        if (Seek(name))
        {
            var found = _reader.ReadDouble();
            range.Check(name, found);
            value = found;
            Passed();
        }
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default)
    {
        if (Seek(name))
        {
            var found = _reader.ReadInt32();
            range.Check(name, found);
            value = found;
            Passed();
        }
    }

    public override void Field(FieldName name, ref long value, WholeRange range = default)
    {
        if (Seek(name))
        {
            var found = _reader.ReadInt64();
            range.Check(name, found);
            value = found;
            Passed();
        }
    }

    public override void Field(FieldName name, ref ulong value)
    {
        if (Seek(name))
        {
            value = _reader.ReadUInt64();
            Passed();
        }
    }

    public override void Field(FieldName name, ref bool value)
    {
        if (Seek(name))
        {
            value = _reader.ReadBoolean();
            Passed();
        }
    }

    public override void Field(FieldName name, ref string? value)
    {
        if (Seek(name))
        {
            value = _reader.ReadString();
            Passed();
        }
    }

    public override void Field(FieldName name, ref Label value)
    {
        if (Seek(name))
        {
            value = _reader.ReadLabel();
            Passed();
        }
    }

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) =>
        range.Check(name, Numbers(name, ref values, length, NumberKind.Double, static (ref reader) => reader.ReadDouble()));

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) =>
        range.Check(name, Numbers(name, ref values, length, NumberKind.Int32, static (ref reader) => reader.ReadInt32()));

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) =>
        range.Check(name, Numbers(name, ref values, length, NumberKind.Int64, static (ref reader) => reader.ReadInt64()));

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) =>
        range.Check(name, Numbers(name, ref values, length, NumberKind.UInt32, static (ref reader) => reader.ReadUInt32()));

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default)
    {
        if (!Seek(name))
        {
            Keep(name, ref values, length);
            return;
        }

        var items = _reader.ReadBytes();
        length.Check(name, items.Length);
        range.Check(name, items);
        values = items.ToArray();
        Passed();
    }

    public override void Field(FieldName name, ref string[] values, FieldLength length) =>
        Array(name, ref values, length, static (ref reader) => reader.ReadString() ?? throw new StateFormatException("A list of texts holds a null."));

    public override void Field(FieldName name, ref Label[] values, FieldLength length) => Array(name, ref values, length, static (ref reader) => reader.ReadLabel());

    public override void Child(FieldName name, IStateful child)
    {
        if (Seek(name))
        {
            NestedObject(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        if (!Seek(name))
        {
            return;
        }

        child = SkipNil() ? null : Filled(create());
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        if (!Seek(name))
        {
            return;
        }

        child = SkipNil() ? null : Filled(create(ReadShape()));
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        if (!Seek(name))
        {
            length.Check(name, children.Count);
            return;
        }

        children.Clear();
        var count = ReadCount();
        length.Check(name, count);
        for (var left = count; left > 0; left--)
        {
            children.Add(Filled(create()));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        if (!Seek(name))
        {
            length.Check(name, children.Count);
            return;
        }

        children.Clear();
        var count = ReadCount();
        length.Check(name, count);
        for (var left = count; left > 0; left--)
        {
            children.Add(Filled(create(ReadShape())));
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> key, FieldName name) =>
        IsNamed(key, name.Name) || (name.Formerly is not null && IsNamed(key, name.Formerly));

    private static bool IsNamed(ReadOnlySpan<byte> key, string name) =>
        Ascii.Equals(key, name) || (!Ascii.IsValid(name) && string.Equals(Encoding.UTF8.GetString(key), name, StringComparison.Ordinal));

    // A value of the current object was read: in the usual order the next field follows it.
    private void Passed() => _frame.Next = _reader.Consumed;

    private T Filled<T>(T item)
        where T : class, IStateful
    {
        NestedObject(item);
        return item;
    }

    private void NestedObject(IStateful item)
    {
        Object(item);
        Passed();
    }

    private bool SkipNil()
    {
        var isNil = _reader.TryReadNil();
        Passed();
        return isNil;
    }

    private int ReadCount()
    {
        var count = _reader.ReadArrayHeader();
        Passed();
        return count;
    }

    private string ReadShape()
    {
        var shape = _reader.ReadArrayHeader() == 2 ? _reader.ReadString() : null;
        Passed();
        return shape ?? throw new StateFormatException($"There is no shape before byte {_reader.Consumed}.");
    }

    /// <summary>Reads numbers that are bytes or, in short lists and in files of version 1, values of MessagePack.</summary>
    private ReadOnlySpan<T> Numbers<T>(FieldName name, ref T[] values, FieldLength length, NumberKind kind, ReadItem<T> readItem)
        where T : unmanaged
    {
        if (!Seek(name))
        {
            Keep(name, ref values, length);
            return default;
        }

        if (!_reader.IsExtensionNext)
        {
            return ReadItems(name, ref values, length, readItem);
        }

        var items = _reader.ReadExtension(out var found);
        if (found != (sbyte)kind || items.Length % Unsafe.SizeOf<T>() != 0)
        {
            throw new StateFormatException($"The field '{name.Name}' does not hold numbers of the kind {kind}.");
        }

        length.Check(name, items.Length / Unsafe.SizeOf<T>());
        values = GC.AllocateUninitializedArray<T>(items.Length / Unsafe.SizeOf<T>());
        NumberBytes.Read(items, values);
        Passed();
        return values;
    }

    private void Array<T>(FieldName name, ref T[] values, FieldLength length, ReadItem<T> readItem)
    {
        if (Seek(name))
        {
            ReadItems(name, ref values, length, readItem);
        }
        else
        {
            Keep(name, ref values, length);
        }
    }

    private ReadOnlySpan<T> ReadItems<T>(FieldName name, ref T[] values, FieldLength length, ReadItem<T> readItem)
    {
        var count = _reader.ReadArrayHeader();
        length.Check(name, count);
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = readItem(ref _reader);
        }

        values = items;
        Passed();
        return items;
    }

    /// <summary>Gives an array whose field is absent the length that it has by the other fields. These may be damaged, so that it
    /// may not become much larger than what was given to be read.</summary>
    private void Keep<T>(FieldName name, ref T[] values, FieldLength length)
    {
        var count = length.Of(values.Length);
        length.Check(name, count);
        _made += Math.Max(0, count - (long)values.Length) * Unsafe.SizeOf<T>();
        if (_made > FreelyMade + (MadePerByte * (long)_reader.Length))
        {
            throw new StateFormatException(string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' is missing, and {count} values of it would be needed."));
        }

        System.Array.Resize(ref values, count);
    }

    /// <summary>Moves to the value of a field of the current object.</summary>
    private bool Seek(FieldName name)
    {
        if (_frame.Index is null)
        {
            if (_frame.Left > 0)
            {
                _reader.Consumed = _frame.Next;
                if (_reader.TryReadShort(name.Name) || IsNamed(_reader.ReadStringSpan(), name))
                {
                    _frame.Left--;
                    return true;
                }
            }

            _frame.Index = MakeIndex();
        }

        if (!_frame.Index.TryGetValue(name.Name, out var position) &&
            (name.Formerly is null || !_frame.Index.TryGetValue(name.Formerly, out position)))
        {
            return false;
        }

        _reader.Consumed = position;
        return true;
    }

    private Dictionary<string, int> MakeIndex()
    {
        _reader.Consumed = _frame.Start;
        var index = new Dictionary<string, int>(_frame.Count, StringComparer.Ordinal);
        for (var left = _frame.Count; left > 0; left--)
        {
            var key = _reader.ReadString();
            if (key is null || !index.TryAdd(key, _reader.Consumed))
            {
                throw new StateFormatException($"An object has the field '{key}' twice.");
            }

            _reader.Skip();
        }

        _frame.End = _reader.Consumed;
        return index;
    }

    private int End()
    {
        if (_frame.Index is not null)
        {
            return _frame.End;
        }

        _reader.Consumed = _frame.Next;
        for (; _frame.Left > 0; _frame.Left--)
        {
            _reader.ReadStringSpan();
            _reader.Skip();
        }

        return _reader.Consumed;
    }

    private delegate T ReadItem<T>(ref PackedReader reader);

    private struct Frame
    {
        public int Start;
        public int Next;
        public int Count;
        public int Left;
        public int End;
        public Dictionary<string, int>? Index;
    }
}
