using System.Runtime.CompilerServices;

namespace OnlineMl.State;

/// <summary>Adds up the memory of the described state on a 64-bit runtime, with the unused ends of arrays.</summary>
internal sealed class StateMeasure : StateArchive
{
    private const int ObjectHeader = 16;
    private const int ArrayHeader = 24;
    private const int Reference = 8;

    public override bool IsLoading => false;

    public long Bytes { get; private set; }

    public void Object(IStateful item)
    {
        Bytes += ObjectHeader;
        item.Describe(this);
    }

    public override void Field(string name, ref double value) => Bytes += sizeof(double);

    public override void Field(string name, ref int value) => Bytes += sizeof(int);

    public override void Field(string name, ref long value) => Bytes += sizeof(long);

    public override void Field(string name, ref ulong value) => Bytes += sizeof(ulong);

    public override void Field(string name, ref bool value) => Bytes += sizeof(bool);

    public override void Field(string name, ref string? value) => Bytes += Reference + SizeOf(value);

    public override void Field(string name, ref Label value) => Bytes += Unsafe.SizeOf<Label>() + SizeOf(value.Text);

    public override void Field(string name, ref double[] values, int count) => Array<double>(values.Length);

    public override void Field(string name, ref float[] values, int count) => Array<float>(values.Length);

    public override void Field(string name, ref int[] values, int count) => Array<int>(values.Length);

    public override void Field(string name, ref long[] values, int count) => Array<long>(values.Length);

    public override void Field(string name, ref uint[] values, int count) => Array<uint>(values.Length);

    public override void Field(string name, ref byte[] values, int count) => Array<byte>(values.Length);

    public override void Field(string name, ref string[] values, int count)
    {
        Array<string>(values.Length);
        foreach (var text in values.AsSpan(0, count))
        {
            Bytes += SizeOf(text);
        }
    }

    public override void Field(string name, ref Label[] values, int count)
    {
        Array<Label>(values.Length);
        foreach (var label in values.AsSpan(0, count))
        {
            Bytes += SizeOf(label.Text);
        }
    }

    public override void Child(string name, IStateful child)
    {
        Bytes += Reference;
        Object(child);
    }

    public override void Child<T>(string name, ref T? child, Func<T> create)
        where T : class
    {
        Bytes += Reference;
        if (child is not null)
        {
            Object(child);
        }
    }

    public override void Child<T>(string name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class =>
        Child(name, ref child, static () => throw new InvalidOperationException());

    public override void Children<T>(string name, List<T> children, Func<T> create)
    {
        Array<T>(children.Capacity);
        Bytes += ObjectHeader + Reference + (2 * sizeof(int));
        foreach (var child in children)
        {
            Object(child);
        }
    }

    public override void Children<T>(string name, List<T> children, Func<T, string> shapeOf, Func<string, T> create) =>
        Children(name, children, static () => throw new InvalidOperationException());

    private static long SizeOf(string? text) => text is null ? 0 : (22 + (2L * text.Length) + 7) & ~7L;

    private void Array<T>(int length) => Bytes += Reference + ArrayHeader + ((long)length * Unsafe.SizeOf<T>());
}
