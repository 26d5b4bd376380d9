using System.Buffers.Binary;

namespace OnlineMl.State;

/// <summary>Writes learned state as MessagePack: an object is a map of its fields, in the order in which it names them.</summary>
/// <remarks>A label is nil, a truth value, a whole number or a text; an object of one of several shapes is a list of the
/// shape and the object. The same state gives the same bytes.</remarks>
internal sealed class StateWriter(StateBuffer buffer) : StateArchive
{
    private const int Chunk = 1024;

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

    public override void Field(string name, ref double value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref int value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref long value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref ulong value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref bool value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref string? value)
    {
        var writer = Begin(name);
        writer.Write(value);
        writer.Flush();
    }

    public override void Field(string name, ref Label value)
    {
        var writer = Begin(name);
        WriteLabel(ref writer, value);
        writer.Flush();
    }

    public override void Field(string name, ref double[] values, int count)
    {
        var left = BeginArray(name, values, count);
        while (!left.IsEmpty)
        {
            var part = left[..Math.Min(Chunk, left.Length)];
            var span = buffer.GetSpan(part.Length * 9);
            for (var i = 0; i < part.Length; i++)
            {
                span[i * 9] = 0xcb;
                BinaryPrimitives.WriteDoubleBigEndian(span.Slice((i * 9) + 1, 8), part[i]);
            }

            buffer.Advance(part.Length * 9);
            left = left[part.Length..];
        }
    }

    public override void Field(string name, ref float[] values, int count)
    {
        var left = BeginArray(name, values, count);
        while (!left.IsEmpty)
        {
            var part = left[..Math.Min(Chunk, left.Length)];
            var span = buffer.GetSpan(part.Length * 5);
            for (var i = 0; i < part.Length; i++)
            {
                span[i * 5] = 0xca;
                BinaryPrimitives.WriteSingleBigEndian(span.Slice((i * 5) + 1, 4), part[i]);
            }

            buffer.Advance(part.Length * 5);
            left = left[part.Length..];
        }
    }

    public override void Field(string name, ref int[] values, int count) =>
        WriteAll(name, values, count, static (ref writer, item) => writer.Write(item));

    public override void Field(string name, ref long[] values, int count) =>
        WriteAll(name, values, count, static (ref writer, item) => writer.Write(item));

    public override void Field(string name, ref uint[] values, int count) =>
        WriteAll(name, values, count, static (ref writer, item) => writer.Write(item));

    public override void Field(string name, ref byte[] values, int count)
    {
        var writer = Begin(name);
        writer.WriteBinHeader(count);
        writer.WriteRaw(values.AsSpan(0, count));
        writer.Flush();
    }

    public override void Field(string name, ref string[] values, int count) =>
        WriteAll(name, values, count, static (ref writer, item) => writer.Write(item));

    public override void Field(string name, ref Label[] values, int count) =>
        WriteAll(name, values, count, WriteLabel);

    public override void Child(string name, IStateful child)
    {
        Begin(name).Flush();
        Object(child);
    }

    public override void Child<T>(string name, ref T? child, Func<T> create)
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

    public override void Child<T>(string name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
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

    public override void Children<T>(string name, List<T> children, Func<T> create)
    {
        BeginList(name, children.Count);
        foreach (var child in children)
        {
            Object(child);
        }
    }

    public override void Children<T>(string name, List<T> children, Func<T, string> shapeOf, Func<string, T> create)
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

    private MessagePackWriter Begin(string name)
    {
        _fields++;
        var writer = new MessagePackWriter(buffer);
        writer.Write(name);
        return writer;
    }

    private void WriteAll<T>(string name, T[] values, int count, ItemWriter<T> write)
    {
        var items = BeginArray(name, values, count);
        var writer = new MessagePackWriter(buffer);
        foreach (var item in items)
        {
            write(ref writer, item);
        }

        writer.Flush();
    }

    private ReadOnlySpan<T> BeginArray<T>(string name, T[] values, int count)
    {
        var items = values.AsSpan(0, count);
        BeginList(name, count);
        return items;
    }

    private void BeginList(string name, int count)
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
