using System.Globalization;
using System.Runtime.CompilerServices;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Fills objects from what <see cref="StateWriter"/> wrote.</summary>
internal sealed class StateReader(ReadOnlyMemory<byte> bytes) : StateArchive
{
    private const int FreelyMade = 1 << 16;
    private const int MadePerByte = 64;

    private readonly FieldSearch _fields = new(bytes);
    private int _depth;
    private long _made;

    public override bool IsLoading => true;

    /// <summary>Fills an object from the value at the current position and moves behind it.</summary>
    public void Object(IStateful item)
    {
        if (++_depth > StateFormat.DeepestObject)
        {
            throw new StateFormatException($"Objects are nested deeper than {StateFormat.DeepestObject}.");
        }

        var outer = _fields.Enter();
        item.Describe(this);
        _fields.Leave(in outer);
        _depth--;
    }

    public void ExpectEnd() => _fields.ExpectEnd();

    public override void Field(FieldName name, ref double value, NumberRange range = default)
    {
        if (_fields.Seek(name))
        {
            var found = _fields.Reader.ReadDouble();
            range.Check(name, found);
            value = found;
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default)
    {
        if (_fields.Seek(name))
        {
            var found = _fields.Reader.ReadInt32();
            range.Check(name, found);
            value = found;
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref long value, WholeRange range = default)
    {
        if (_fields.Seek(name))
        {
            var found = _fields.Reader.ReadInt64();
            range.Check(name, found);
            value = found;
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref ulong value)
    {
        if (_fields.Seek(name))
        {
            value = _fields.Reader.ReadUInt64();
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref bool value)
    {
        if (_fields.Seek(name))
        {
            value = _fields.Reader.ReadBoolean();
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref string? value)
    {
        if (_fields.Seek(name))
        {
            value = _fields.Reader.ReadString();
            _fields.Passed();
        }
    }

    public override void Field(FieldName name, ref Label value)
    {
        if (_fields.Seek(name))
        {
            value = _fields.Reader.ReadLabel();
            _fields.Passed();
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
        if (!_fields.Seek(name))
        {
            Keep(name, ref values, length);
            return;
        }

        var items = _fields.Reader.ReadBytes();
        length.Check(name, items.Length);
        range.Check(name, items);
        values = items.ToArray();
        _fields.Passed();
    }

    public override void Field(FieldName name, ref string[] values, FieldLength length)
    {
        var there = values.Length;
        Array(name, ref values, length, static (ref reader) => reader.ReadString() ?? throw new StateFormatException("A list of texts holds a null."));

        // Those that had to be there though their field is absent.
        foreach (ref var text in values.AsSpan(Math.Min(there, values.Length)))
        {
            text ??= "";
        }
    }

    public override void Field(FieldName name, ref Label[] values, FieldLength length) => Array(name, ref values, length, static (ref reader) => reader.ReadLabel());

    public override void Child(FieldName name, IStateful child)
    {
        if (_fields.Seek(name))
        {
            NestedObject(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        if (!_fields.Seek(name))
        {
            return;
        }

        child = _fields.SkipNil() ? null : Filled(create());
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        if (!_fields.Seek(name))
        {
            return;
        }

        child = _fields.SkipNil() ? null : Filled(create(_fields.ReadShape()));
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        if (!_fields.Seek(name))
        {
            length.Check(name, children.Count);
            return;
        }

        children.Clear();
        var count = _fields.ReadCount();
        length.Check(name, count);
        for (var left = count; left > 0; left--)
        {
            children.Add(Filled(create()));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        if (!_fields.Seek(name))
        {
            length.Check(name, children.Count);
            return;
        }

        children.Clear();
        var count = _fields.ReadCount();
        length.Check(name, count);
        for (var left = count; left > 0; left--)
        {
            children.Add(Filled(create(_fields.ReadShape())));
        }
    }

    private T Filled<T>(T item)
        where T : class, IStateful
    {
        NestedObject(item);
        return item;
    }

    private void NestedObject(IStateful item)
    {
        Object(item);
        _fields.Passed();
    }

    /// <summary>Reads numbers that are bytes or, in short lists and in files of version 1, values of MessagePack.</summary>
    private ReadOnlySpan<T> Numbers<T>(FieldName name, ref T[] values, FieldLength length, NumberKind kind, ReadItem<T> readItem)
        where T : unmanaged
    {
        if (!_fields.Seek(name))
        {
            Keep(name, ref values, length);
            return default;
        }

        if (!_fields.Reader.IsExtensionNext)
        {
            return ReadItems(name, ref values, length, readItem);
        }

        var items = _fields.Reader.ReadExtension(out var found);
        if (found != (sbyte)kind || items.Length % Unsafe.SizeOf<T>() != 0)
        {
            throw new StateFormatException($"The field '{name.Name}' does not hold numbers of the kind {kind}.");
        }

        length.Check(name, items.Length / Unsafe.SizeOf<T>());
        values = GC.AllocateUninitializedArray<T>(items.Length / Unsafe.SizeOf<T>());
        NumberBytes.Read(items, values);
        _fields.Passed();
        return values;
    }

    private void Array<T>(FieldName name, ref T[] values, FieldLength length, ReadItem<T> readItem)
    {
        if (_fields.Seek(name))
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
        var count = _fields.Reader.ReadArrayHeader();
        length.Check(name, count);
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = readItem(ref _fields.Reader);
        }

        values = items;
        _fields.Passed();
        return items;
    }

    /// <summary>Gives an array whose field is absent the length that it has by the other fields. These may be damaged, so that it
    /// may not become much larger than what was given to be read.</summary>
    private void Keep<T>(FieldName name, ref T[] values, FieldLength length)
    {
        var count = length.Of(values.Length);
        length.Check(name, count);
        _made += Math.Max(0, count - (long)values.Length) * Unsafe.SizeOf<T>();
        if (_made > FreelyMade + (MadePerByte * (long)_fields.Reader.Length))
        {
            throw new StateFormatException(string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' is missing, and {count} values of it would be needed."));
        }

        System.Array.Resize(ref values, count);
    }

    private delegate T ReadItem<T>(ref PackedReader reader);
}
