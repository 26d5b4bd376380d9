namespace OnlineMl.State;

/// <summary>What a stateful object names its learned fields to. Writing, reading, hashing and measuring are archives.</summary>
/// <remarks>Fields are found by name when read. One that is absent keeps its value, and one that is not asked for is skipped,
/// so that a format can grow. A field says how many values it holds and which it may hold: without a word numbers are finite
/// and whole numbers at least 0. Reading throws <see cref="StateFormatException"/> on anything else, so that an object never sees
/// more, fewer or other values than it declares; what it declares it need not check again.</remarks>
public abstract class StateArchive
{
    /// <summary>Whether values are being read into the object, rather than taken from it.</summary>
    public abstract bool IsLoading { get; }

    /// <summary>A number.</summary>
    public abstract void Field(FieldName name, ref double value, NumberRange range = default);

    /// <summary>A whole number.</summary>
    public abstract void Field(FieldName name, ref int value, WholeRange range = default);

    /// <summary>A whole number.</summary>
    public abstract void Field(FieldName name, ref long value, WholeRange range = default);

    /// <summary>A whole number of at least 0.</summary>
    public abstract void Field(FieldName name, ref ulong value);

    /// <summary>A truth value.</summary>
    public abstract void Field(FieldName name, ref bool value);

    /// <summary>A text or null.</summary>
    public abstract void Field(FieldName name, ref string? value);

    /// <summary>A class.</summary>
    public abstract void Field(FieldName name, ref Label value);

    /// <summary>Numbers. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref double[] values, FieldLength length, NumberRange range = default);

    /// <summary>Whole numbers. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref int[] values, FieldLength length, WholeRange range = default);

    /// <summary>Whole numbers. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref long[] values, FieldLength length, WholeRange range = default);

    /// <summary>Whole numbers. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref uint[] values, FieldLength length, WholeRange range = default);

    /// <summary>Bytes. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref byte[] values, FieldLength length, WholeRange range = default);

    /// <summary>Texts. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref string[] values, FieldLength length);

    /// <summary>Labels. After reading, the array has just the length of what was read.</summary>
    public abstract void Field(FieldName name, ref Label[] values, FieldLength length);

    /// <summary>An object that exists already, because its owner's spec made it: only what it learned is read or written.</summary>
    public abstract void Child(FieldName name, IStateful child);

    /// <summary>An object that may be absent. When one is read, <paramref name="create"/> makes it before it is filled.</summary>
    public abstract void Child<T>(FieldName name, ref T? child, Func<T> create)
        where T : class, IStateful;

    /// <summary>An object of one of several shapes. <paramref name="shapeOf"/> names the shape when writing and
    /// <paramref name="create"/> makes an object of that shape when reading; it throws on a name that it does not know.</summary>
    public abstract void Child<T>(FieldName name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class, IStateful;

    /// <summary>A list of objects. When reading, the list is emptied and <paramref name="create"/> makes each item.</summary>
    public abstract void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T> create)
        where T : class, IStateful;

    /// <summary>A list of objects of several shapes; see the method for one child.</summary>
    public abstract void Children<T>(FieldName name, List<T> children, FieldLength length, Func<T, string> shapeOf, Func<string, T> create)
        where T : class, IStateful;

    /// <summary>A list of numbers.</summary>
    public void Field(FieldName name, List<double> values, FieldLength length, NumberRange range = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, length, range);
        Refill(values, array);
    }

    /// <summary>A list of numbers.</summary>
    public void Field(FieldName name, List<int> values, FieldLength length, WholeRange range = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, length, range);
        Refill(values, array);
    }

    /// <summary>A list of texts.</summary>
    public void Field(FieldName name, List<string> values, FieldLength length)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, length);
        Refill(values, array);
    }

    /// <summary>A list of labels.</summary>
    public void Field(FieldName name, List<Label> values, FieldLength length)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, length);
        Refill(values, array);
    }

    private void Refill<T>(List<T> values, T[] array)
    {
        if (IsLoading)
        {
            values.Clear();
            values.AddRange(array);
        }
    }
}
