namespace OnlineMl.State;

/// <summary>Keeps what an object describes on a tape. Arrays are copied, because their owner goes on with them.</summary>
internal sealed class StateTapeWriter(StateTape tape) : StateArchive
{
    public static readonly object Number = new();
    public static readonly object Whole = new();
    public static readonly object Truth = new();
    public static readonly object Instance = new();
    public static readonly object List = new();

    public override bool IsLoading => false;

    public void Object(string name, IStateful item, object? shape = null)
    {
        var entry = tape.Add(name, shape ?? Instance);
        item.Describe(this);
        tape.End(entry);
    }

    public override void Field(FieldName name, ref double value, NumberRange range = default) =>
        tape.Add(name.Name, Number, BitConverter.DoubleToInt64Bits(value));

    public override void Field(FieldName name, ref int value, WholeRange range = default) => tape.Add(name.Name, Whole, value);

    public override void Field(FieldName name, ref long value, WholeRange range = default) => tape.Add(name.Name, Whole, value);

    public override void Field(FieldName name, ref ulong value) => tape.Add(name.Name, Whole, (long)value);

    public override void Field(FieldName name, ref bool value) => tape.Add(name.Name, Truth, value ? 1 : 0);

    public override void Field(FieldName name, ref string? value) => tape.Add(name.Name, value);

    public override void Field(FieldName name, ref Label value) => tape.Add(name.Name, value);

    public override void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default) => Array(name, values, length);

    public override void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default) => Array(name, values, length);

    public override void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default) => Array(name, values, length);

    public override void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default) => Array(name, values, length);

    public override void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default) => Array(name, values, length);

    public override void Field(FieldName name, ref string[] values, FieldLength length) => Array(name, values, length);

    public override void Field(FieldName name, ref Label[] values, FieldLength length) => Array(name, values, length);

    public override void Child(FieldName name, IStateful child) => Object(name.Name, child);

    public override void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class
    {
        if (child is null)
        {
            tape.Add(name.Name);
        }
        else
        {
            Object(name.Name, child);
        }
    }

    public override void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class
    {
        if (child is null)
        {
            tape.Add(name.Name);
        }
        else
        {
            Object(name.Name, child, shapeOf(child));
        }
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
    {
        var entry = tape.Add(name.Name, List, children.Count);
        foreach (var child in children)
        {
            Object("", child);
        }

        tape.End(entry);
    }

    public override void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
    {
        var entry = tape.Add(name.Name, List, children.Count);
        foreach (var child in children)
        {
            Object("", child, shapeOf(child));
        }

        tape.End(entry);
    }

    private void Array<T>(FieldName name, T[] values, FieldLength length) => tape.Add(name.Name, values.AsSpan(0, length.Of(values.Length)).ToArray());
}
