using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Statistics;

namespace OnlineMl.State;

/// <summary>Adds up the memory of the described state on a 64-bit runtime, with the unused ends of arrays.</summary>
internal sealed class StateMeasure : StateArchive
{
    private const int ObjectHeader = 16;
    private const int ArrayHeader = 24;
    private const int Reference = 8;

    public override bool IsLoading => false;

    public long Bytes { get; private set; }

    /// <summary>The names that vocabularies have.</summary>
    public NameCount Names { get; private set; }

    public void Object(IStateful item)
    {
        Bytes += ObjectHeader + (item is IHoldsMore holder ? holder.UndescribedBytes : 0);
        if (item is FeatureSpace { HashBits: 0 } space)
        {
            Names = new NameCount(Math.Max(Names.Most, Math.Max(space.Count, space.ValueCount)), Names.PassedOver + space.PassedOver);
        }

        else if (item is CategoryCounts counts)
        {
            Names = new NameCount(Math.Max(Names.Most, counts.Count), Names.PassedOver + counts.PassedOver);
        }

        item.Describe(this);
    }

    public override void Field(FieldName name, ref double value, NumberRange range = default) => Bytes += sizeof(double);

    public override void Field(FieldName name, ref int value, WholeRange range = default) => Bytes += sizeof(int);

    public override void Field(FieldName name, ref long value, WholeRange range = default) => Bytes += sizeof(long);

    public override void Field(FieldName name, ref ulong value) => Bytes += sizeof(ulong);

    public override void Field(FieldName name, ref bool value) => Bytes += sizeof(bool);

    public override void Field(FieldName name, ref string? value) => Bytes += Reference + SizeOf(value);

    public override void Field(FieldName name, ref Label value) => Bytes += Unsafe.SizeOf<Label>() + SizeOf(value.Text);

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) => Array<double>(values.Length);

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) => Array<int>(values.Length);

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) => Array<long>(values.Length);

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) => Array<uint>(values.Length);

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default) => Array<byte>(values.Length);

    public override void Field(FieldName name, ref string[] values, FieldLength length)
    {
        Array<string>(values.Length);
        foreach (var text in values.AsSpan(0, length.Of(values.Length)))
        {
            Bytes += SizeOf(text);
        }
    }

    public override void Field(FieldName name, ref Label[] values, FieldLength length)
    {
        Array<Label>(values.Length);
        foreach (var label in values.AsSpan(0, length.Of(values.Length)))
        {
            Bytes += SizeOf(label.Text);
        }
    }

    public override void Child(FieldName name, IStateful child)
    {
        Bytes += Reference;
        Object(child);
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        Bytes += Reference;
        if (child is not null)
        {
            Object(child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class =>
        Child(name, ref child, static () => throw new InvalidOperationException());

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        Array<T>(children.Capacity);
        Bytes += ObjectHeader + Reference + (2 * sizeof(int));
        foreach (var child in children)
        {
            Object(child);
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create) =>
        Children(name, children, length, static () => throw new InvalidOperationException());

    /// <summary>How many bytes an array of bytes takes, without the reference to it.</summary>
    public static long SizeOfBytes(int length) => (ArrayHeader + length + 7L) & ~7L;

    private static long SizeOf(string? text) => text is null ? 0 : (22 + (2L * text.Length) + 7) & ~7L;

    private void Array<T>(int length) => Bytes += Reference + ArrayHeader + ((long)length * Unsafe.SizeOf<T>());
}
