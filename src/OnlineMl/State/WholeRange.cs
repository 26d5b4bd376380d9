using System.Globalization;
using System.Numerics;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>Which whole numbers a field may hold when it is read: those of at least 0, unless it says otherwise.</summary>
public readonly record struct WholeRange
{
    private readonly long _least;

    // How far the largest is from the largest there is, so that the range of nothing said is that of all counts.
    private readonly ulong _missing;

    private WholeRange(long least, long most)
    {
        _least = least;
        _missing = (ulong)long.MaxValue - (ulong)most;
    }

    /// <summary>Every one, negative ones, too.</summary>
    public static WholeRange Any { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>0 and 1.</summary>
    public static WholeRange Bit { get; } = new(0, 1);

    private long Most => (long)((ulong)long.MaxValue - _missing);

    /// <summary>From 0 on, less than <paramref name="count"/>: positions in a list of so many.</summary>
    public static WholeRange Below(long count) => new(0, count - 1);

    /// <summary>From 0 to <paramref name="most"/>.</summary>
    public static WholeRange AtMost(long most) => new(0, most);

    /// <summary><paramref name="least"/> and more.</summary>
    public static WholeRange AtLeast(long least) => new(least, long.MaxValue);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static WholeRange Between(long least, long most) => new(least, most);

    /// <exception cref="StateFormatException">The value is outside.</exception>
    internal void Check(FieldName name, long value)
    {
        if (value < _least || value > Most)
        {
            throw Outside(name, value);
        }
    }

    /// <exception cref="StateFormatException">A value is outside.</exception>
    internal void Check(FieldName name, ReadOnlySpan<int> values)
    {
        if (!values.IsEmpty && (_least > int.MinValue || Most < int.MaxValue))
        {
            CheckEnds(name, values);
        }
    }

    /// <exception cref="StateFormatException">A value is outside.</exception>
    internal void Check(FieldName name, ReadOnlySpan<long> values)
    {
        if (!values.IsEmpty && this != Any)
        {
            CheckEnds(name, values);
        }
    }

    /// <exception cref="StateFormatException">A value is outside.</exception>
    internal void Check(FieldName name, ReadOnlySpan<uint> values)
    {
        if (!values.IsEmpty && (_least > 0 || Most < uint.MaxValue))
        {
            CheckEnds(name, values);
        }
    }

    /// <exception cref="StateFormatException">A value is outside.</exception>
    internal void Check(FieldName name, ReadOnlySpan<byte> values)
    {
        if (!values.IsEmpty && (_least > 0 || Most < byte.MaxValue))
        {
            CheckEnds(name, values);
        }
    }

    private void CheckEnds<T>(FieldName name, ReadOnlySpan<T> values)
        where T : struct, IBinaryInteger<T>
    {
        var (least, most) = NumberBytes.Ends(values);
        Check(name, long.CreateChecked(least));
        Check(name, long.CreateChecked(most));
    }

    private StateFormatException Outside(FieldName name, long value) => new(Most == long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' holds {value}, which is less than {_least}.")
        : string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' holds {value}, which is not from {_least} to {Most}."));
}
