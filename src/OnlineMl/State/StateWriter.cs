using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using MessagePack;

namespace OnlineMl.State;

/// <summary>Writes learned state as MessagePack: an object is a map of its fields, in the order in which it names them.</summary>
/// <remarks>A label is nil, a truth value, a whole number or a text; an object of one of several shapes is a list of the
/// shape and the object. The same state gives the same bytes.</remarks>
internal sealed class StateWriter(StateBuffer buffer) : StateArchive
{
    // A few small whole numbers are shorter as values.
    private const int LongestListOfWhole = 7;
    private const int LongestList = 2;

    private int _fields;
    private int _depth;

    private delegate void ItemWriter<in T>(ref MessagePackWriter writer, T item);

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
        var writer = Begin(name);
        writer.Write(NumberBytes.OneNaN(value));
        writer.Flush();
    }

    public override void Field(FieldName name, ref int value, WholeRange range = default)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref long value, WholeRange range = default)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref ulong value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref bool value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref string? value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref Label value)
    {
        var writer = Begin(name);
        WriteLabel(ref writer, value);
        writer.Flush();
    }

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Double, static (ref writer, item) => writer.Write(NumberBytes.OneNaN(item)));

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Int32, static (ref writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.Int64, static (ref writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) =>
        WriteNumbers(name, values, length, NumberKind.UInt32, static (ref writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default)
    {
        var items = values.AsSpan(0, length.Of(values.Length));
        var writer = Begin(name);
        writer.WriteBinHeader(items.Length);
        writer.WriteRaw(items);
        writer.Flush();
    }

    public override void Field(FieldName name, ref string[] values, FieldLength length) =>
        WriteAll(name, values, length, static (ref writer, item) => writer.Write(item));

    public override void Field(FieldName name, ref Label[] values, FieldLength length) =>
        WriteAll(name, values, length, WriteLabel);

    public override void Child(FieldName name, IStateful child)
    {
        Begin(name).Flush();
        Object(child);
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        var writer = Begin(name);
        if (child is null)
        {
            writer.WriteNil();
            writer.Flush();
        }
        else
        {
            writer.Flush();
            Object(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        var writer = Begin(name);
        if (child is null)
        {
            writer.WriteNil();
            writer.Flush();
        }
        else
        {
            writer.Flush();
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

    private static void WriteLabel(ref MessagePackWriter writer, Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Boolean:
                writer.Write(label.Number != 0);
                break;
            case LabelKind.Number:
                writer.Write(label.Number);
                break;
            default:
                writer.Write(label.Text);
                break;
        }
    }

    private void ShapedObject(IStateful item, string shape)
    {
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(2);
        writer.Write(shape);
        writer.Flush();
        Object(item);
    }

    private MessagePackWriter Begin(FieldName name)
    {
        _fields++;
        var length = name.Name.Length;
        if (length <= MessagePackRange.MaxFixStringLength)
        {
            // Names are most of what there is to write, and nearly all of them short and plain.
            var span = buffer.GetSpan(1 + length);
            if (Ascii.FromUtf16(name.Name, span[1..], out _) == OperationStatus.Done)
            {
                span[0] = (byte)(MessagePackCode.MinFixStr | length);
                buffer.Advance(1 + length);
                return new MessagePackWriter(buffer);
            }
        }

        var writer = new MessagePackWriter(buffer);
        writer.Write(name.Name);
        return writer;
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

        var writer = Begin(name);
        writer.WriteExtensionFormatHeader(new ExtensionHeader((sbyte)kind, (uint)size));
        writer.Flush();
        NumberBytes.Write<T>(items, buffer.GetSpan((int)size)[..(int)size]);
        buffer.Advance((int)size);
    }

    private void WriteAll<T>(FieldName name, T[] values, FieldLength length, ItemWriter<T> write)
    {
        var items = BeginArray(name, values, length);
        var writer = new MessagePackWriter(buffer);
        foreach (var item in items)
        {
            write(ref writer, item);
        }

        writer.Flush();
    }

    private ReadOnlySpan<T> BeginArray<T>(FieldName name, T[] values, FieldLength length)
    {
        var items = values.AsSpan(0, length.Of(values.Length));
        BeginList(name, items.Length);
        return items;
    }

    private void BeginList(FieldName name, int count)
    {
        var writer = Begin(name);
        writer.WriteArrayHeader(count);
        writer.Flush();
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
