using System.Globalization;

namespace OnlineMl.State;

/// <summary>How many values a field holds. A whole number, as in <c>state.Field("weights", ref _weights, _classes.Count)</c>,
/// is for what its object knows from the fields before it: so many are written and just so many are taken when read.
/// <see cref="Any"/> and <see cref="First"/> are for a field that carries its own length.</summary>
public readonly record struct FieldLength
{
    private const int Whole = -1;

    private FieldLength(int written, long least, long most)
    {
        Written = written;
        Least = least;
        Most = most;
        Columns = 1;
    }

    private int Written { get; init; }

    private long Least { get; init; }

    private long Most { get; init; }

    private int Columns { get; init; }

    private bool MayBeEmpty { get; init; }

    /// <summary>All of them are written, and any number is taken when read.</summary>
    public static FieldLength Any { get; } = new(Whole, 0, int.MaxValue);

    /// <summary>The first <paramref name="count"/> are written, and any number is taken when read.</summary>
    public static FieldLength First(int count) => new(count, 0, int.MaxValue);

    /// <summary>Just <paramref name="count"/> of them.</summary>
    public static FieldLength Exactly(int count) => new(count, count, count);

    /// <summary><paramref name="rows"/> times <paramref name="columns"/> of them, also where that is more than a whole number holds:
    /// a damaged file may claim any number of rows.</summary>
    public static FieldLength Exactly(int rows, int columns)
    {
        var count = (long)rows * columns;
        return new((int)Math.Min(count, int.MaxValue), count, count);
    }

    /// <summary>Just <paramref name="count"/> of them.</summary>
    public static implicit operator FieldLength(int count) => Exactly(count);

    /// <summary>Just <paramref name="count"/> of them.</summary>
    public static FieldLength FromInt32(int count) => Exactly(count);

    /// <summary>The same, but more than <paramref name="most"/> are refused when read.</summary>
    public FieldLength AtMost(long most) => this with { Most = Math.Min(Most, most) };

    /// <summary>The same, but fewer than <paramref name="least"/> are refused when read.</summary>
    public FieldLength AtLeast(int least) => this with { Least = Math.Max(Least, least) };

    /// <summary>The same, but a number of them that is no multiple of <paramref name="columns"/> is refused when read.</summary>
    public FieldLength InRowsOf(int columns) => this with { Columns = columns };

    /// <summary>The same, but none at all is right, too: for what is made when it is first needed. All of them are written.</summary>
    public FieldLength OrNone() => this with { Written = Whole, MayBeEmpty = true };

    /// <summary>How many of so many values are written, or kept where a file does not have the field.</summary>
    internal int Of(int length) => Written == Whole ? length : Written;

    /// <exception cref="StateFormatException">So many may not be read.</exception>
    internal void Check(FieldName name, int found)
    {
        if ((found < Least || found > Most || found % Math.Max(1, Columns) != 0) && !(MayBeEmpty && found == 0))
        {
            throw new StateFormatException(string.Create(CultureInfo.InvariantCulture, $"The field '{name.Name}' holds {found} values where {Wanted()} needed."));
        }
    }

    private string Wanted()
    {
        var wanted = Least == Most
            ? string.Create(CultureInfo.InvariantCulture, $"{Least}")
            : string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most}");
        wanted = Columns <= 1 ? wanted : string.Create(CultureInfo.InvariantCulture, $"{wanted}, in rows of {Columns},");
        return MayBeEmpty ? $"none or {wanted} are" : $"{wanted} are";
    }
}
