namespace OnlineMl.Datasets;

/// <summary>What a column is taken to be and what its cells are.</summary>
public sealed record ColumnReport
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is taken to be.</summary>
    public ColumnKind Kind { get; init; }

    /// <summary>How dates and times are written; null for other columns.</summary>
    public TimeNotation? Notation { get; init; }

    /// <summary>Whether its numbers have a decimal comma.</summary>
    public bool HasDecimalComma { get; init; }

    /// <summary>The features that become of it.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>How many cells have a value.</summary>
    public long Values { get; init; }

    /// <summary>How many have none.</summary>
    public long Missing { get; init; }

    /// <summary>How many different values there are; when <see cref="HasMoreValues"/>, at least so many.</summary>
    public long Distinct { get; init; }

    /// <summary>Whether different values were no longer counted.</summary>
    public bool HasMoreValues { get; init; }

    /// <summary>The least number; null when the values are no numbers.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest number; null when the values are no numbers.</summary>
    public double? Maximum { get; init; }

    /// <summary>The earliest date or time; null when the values are none.</summary>
    public DateTime? Earliest { get; init; }

    /// <summary>The latest date or time; null when the values are none.</summary>
    public DateTime? Latest { get; init; }

    /// <summary>The first different values, shortened.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>The most frequent values with how often they are there, shortened; empty when nearly all are different.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Frequent { get; init; } = [];

    /// <summary>How many of a sample of the numbers, or of the moments, lie in each of ten equal parts of their range; empty for texts.</summary>
    public IReadOnlyList<int> Histogram { get; init; } = [];

    /// <summary>What one may want to say of the column.</summary>
    public ColumnHint Hint { get; init; }

    /// <summary>The first value that is not as most are; null when all are.</summary>
    public string? Odd { get; init; }

    /// <summary>Whether no two values differ.</summary>
    public bool IsConstant => Distinct <= 1;
}
