using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Writes learned state as MessagePack: an object is a map of its fields, in the order in which it names them.</summary>
/// <remarks>A label is nil, a truth value, a whole number or a text; an object of one of several shapes is a list of the
/// shape and the object. The same state gives the same bytes.</remarks>
internal sealed class StateWriter(StateBuffer buffer) : StateArchive
{
    // A few small whole numbers are shorter as values.
    private const int LongestListOfWhole = 7;
    private const int LongestList = 2;

    private readonly PackedWriter _writer = new(buffer);
    private int _fields;
    private int _depth;

    private delegate void ItemWriter<in T>(PackedWriter writer, T item);

    public override bool IsLoading => false;

    public void Object(IStateful item)
    {
        if (++_depth > StateFormat.DeepestObject)
        {
            throw new InvalidOperationException($"Objects are nested deeper than {StateFormat.DeepestObject}.");
        }

        var outer = _fields;
        _fields = 0;
        var start = buffer.Count;
        buffer.GetSpan(1);
        buffer.Advance(1);
        item.Describe(this);
        WriteMapHeader(start);
        _fields = outer;
        _depth--;
    }

    public override void Field(FieldName name, ref double value, NumberRange range = default)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref long value, WholeRange range = default)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref ulong value)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref bool value)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref string? value)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref Label value)
    {
        Begin(name);
        _writer.Write(value);
    }

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Double, static (writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Int32, static (writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Int64, static (writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.UInt32, static (writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default)
    {
        Begin(name);
        _writer.Write(values.AsSpan(0, length.Of(values.Length)));
    }

    public override void Field(FieldName name, ref string[] values, FieldLength length) =>
        WriteAll(name, values, length, static (writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref Label[] values, FieldLength length) =>
        WriteAll(name, values, length, static (writer, item) => writer.Write(item));

    public override void Child(FieldName name, IStateful child)
    {
        Begin(name);
        Object(child);
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        Begin(name);
        if (child is null)
        {
            _writer.WriteNil();
        }
        else
        {
            Object(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        Begin(name);
        if (child is null)
        {
            _writer.WriteNil();
        }
        else
        {
            ShapedObject(child, shapeOf(child));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        BeginList(name, children.Count);
        foreach (var child in children)
        {
            Object(child);
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        BeginList(name, children.Count);
        foreach (var child in children)
        {
            ShapedObject(child, shapeOf(child));
        }
    }

    private void ShapedObject(IStateful item, string shape)
    {
        _writer.WriteArrayHeader(2);
        _writer.Write(shape);
        Object(item);
    }

    private void Begin(FieldName name)
    {
        _fields++;
        _writer.Write(name.Name);
    }

    private void WriteNumbers<T>(FieldName name, T[] values, FieldLength length, NumberKind kind, ItemWriter<T> write)
        where T : unmanaged
    {
        var items = values.AsSpan(0, length.Of(values.Length));
        if (items.Length <= (kind == NumberKind.Double ? LongestList : LongestListOfWhole))
        {
            WriteAll(name, values, length, write);
            return;
        }

        var size = (long)items.Length * Unsafe.SizeOf<T>();
        if (size > Array.MaxLength)
        {
            throw StateBuffer.TooLarge();
        }

        Begin(name);
        _writer.WriteExtensionHeader(kind, (uint)size);
        NumberBytes.Write<T>(items, buffer.GetSpan((int)size)[..(int)size]);
        buffer.Advance((int)size);
    }

    private void WriteAll<T>(FieldName name, T[] values, FieldLength length, ItemWriter<T> write)
    {
        var items = values.AsSpan(0, length.Of(values.Length));
        BeginList(name, items.Length);
        foreach (var item in items)
        {
            write(_writer, item);
        }
    }

    private void BeginList(FieldName name, int count)
    {
        Begin(name);
        _writer.WriteArrayHeader(count);
    }

    private void WriteMapHeader(int start)
    {
        if (_fields < 16)
        {
            buffer.Written[start] = (byte)(0x80 | _fields);
        }
        else if (_fields <= ushort.MaxValue)
        {
            buffer.Insert(start + 1, 2);
            buffer.Written[start] = 0xde;
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Written[(start + 1)..], (ushort)_fields);
        }
        else
        {
            buffer.Insert(start + 1, 4);
            buffer.Written[start] = 0xdf;
            BinaryPrimitives.WriteUInt32BigEndian(buffer.Written[(start + 1)..], (uint)_fields);
        }
    }
}
