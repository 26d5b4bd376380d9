using System.Diagnostics.CodeAnalysis;

namespace OnlineMl.State;

/// <summary>What a stateful object names its learned fields to. Writing, reading, hashing and measuring are archives.</summary>
/// <remarks>Fields are found by name when read. One that is absent keeps its value, and one that is not asked for is skipped,
/// so that a format can grow. Reading throws <see cref="StateFormatException"/> on anything else.</remarks>
public abstract class StateArchive
{
    /// <summary>Whether values are being read into the object, rather than taken from it.</summary>
    public abstract bool IsLoading { get; }

    /// <summary>A number.</summary>
    public abstract void Field(string name, ref double value);

    /// <summary>A whole number.</summary>
    public abstract void Field(string name, ref int value);

    /// <summary>A whole number.</summary>
    public abstract void Field(string name, ref long value);

    /// <summary>A whole number of at least 0.</summary>
    public abstract void Field(string name, ref ulong value);

    /// <summary>A truth value.</summary>
    public abstract void Field(string name, ref bool value);

    /// <summary>A text or null.</summary>
    public abstract void Field(string name, ref string? value);

    /// <summary>A class.</summary>
    public abstract void Field(string name, ref Label value);

    /// <summary>The first <paramref name="count"/> numbers of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref double[] values, int count);

    /// <summary>The first <paramref name="count"/> numbers of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref float[] values, int count);

    /// <summary>The first <paramref name="count"/> numbers of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref int[] values, int count);

    /// <summary>The first <paramref name="count"/> numbers of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref long[] values, int count);

    /// <summary>The first <paramref name="count"/> numbers of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref uint[] values, int count);

    /// <summary>The first <paramref name="count"/> bytes of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref byte[] values, int count);

    /// <summary>The first <paramref name="count"/> texts of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref string[] values, int count);

    /// <summary>The first <paramref name="count"/> labels of an array; after reading, an array of just that length.</summary>
    public abstract void Field(string name, ref Label[] values, int count);

    /// <summary>An object that exists already, because its owner's spec made it: only what it learned is read or written.</summary>
    public abstract void Child(string name, IStateful child);

    /// <summary>An object that may be absent. When one is read, <paramref name="create"/> makes it before it is filled.</summary>
    public abstract void Child<T>(string name, ref T? child, Func<T> create)
        where T : class, IStateful;

    /// <summary>An object of one of several shapes. <paramref name="shapeOf"/> names the shape when writing and
    /// <paramref name="create"/> makes an object of that shape when reading; it throws on a name that it does not know.</summary>
    public abstract void Child<T>(string name, ref T? child, Func<T, string> shapeOf, Func<string, T> create)
        where T : class, IStateful;

    /// <summary>A list of objects. When reading, the list is emptied and <paramref name="create"/> makes each item.</summary>
    public abstract void Children<T>(string name, List<T> children, Func<T> create)
        where T : class, IStateful;

    /// <summary>A list of objects of several shapes; see the method for one child.</summary>
    public abstract void Children<T>(string name, List<T> children, Func<T, string> shapeOf, Func<string, T> create)
        where T : class, IStateful;

    /// <summary>A whole array of numbers.</summary>
    public void Field(string name, [NotNull] ref double[] values) => Field(name, ref values, values.Length);

    /// <summary>A whole array of numbers.</summary>
    public void Field(string name, [NotNull] ref int[] values) => Field(name, ref values, values.Length);

    /// <summary>A whole array of numbers.</summary>
    public void Field(string name, [NotNull] ref long[] values) => Field(name, ref values, values.Length);

    /// <summary>A whole array of numbers.</summary>
    public void Field(string name, [NotNull] ref uint[] values) => Field(name, ref values, values.Length);

    /// <summary>A list of numbers.</summary>
    public void Field(string name, List<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, array.Length);
        Refill(values, array);
    }

    /// <summary>A list of numbers.</summary>
    public void Field(string name, List<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, array.Length);
        Refill(values, array);
    }

    /// <summary>A list of texts.</summary>
    public void Field(string name, List<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, array.Length);
        Refill(values, array);
    }

    /// <summary>A list of labels.</summary>
    public void Field(string name, List<Label> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var array = values.ToArray();
        Field(name, ref array, array.Length);
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
