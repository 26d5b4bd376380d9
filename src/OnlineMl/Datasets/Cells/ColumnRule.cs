namespace OnlineMl.Datasets.Cells;

/// <summary>How the cells of a column are read.</summary>
/// <param name="Kind">What they are.</param>
internal sealed record ColumnRule(ColumnKind Kind)
{
    /// <summary>A column of plain numbers.</summary>
    public static ColumnRule PlainNumbers { get; } = new(ColumnKind.Number);

    /// <summary>A column that nothing is known of, which its first value decides.</summary>
    public static ColumnRule Open { get; } = new(ColumnKind.Number) { IsOpen = true };

    /// <summary>How numbers are written.</summary>
    public NumberNotation Numbers { get; init; }

    /// <summary>How times are written.</summary>
    public TimeNotation Times { get; init; }

    /// <summary>What becomes of times.</summary>
    public TimeParts Parts { get; init; }

    /// <summary>Whether no value has been seen.</summary>
    public bool IsOpen { get; init; }
}
