namespace OnlineMl.Datasets;

/// <summary>How the columns of a table, or the fields of JSON lines, are read. A column that is not named or known here is a number when all its
/// values are numbers, else a text.</summary>
public sealed class ColumnOptions
{
    /// <summary>The column with what there is to predict; null when there is none.</summary>
    public string? Target { get; init; }

    /// <summary>How the target is read. Default <see cref="OnlineMl.Datasets.TargetType.Class"/>.</summary>
    public TargetType TargetType { get; init; } = TargetType.Class;

    /// <summary>Columns that must be numbers, even when they were something else in <see cref="Known"/>.</summary>
    public IReadOnlyCollection<string> Numbers { get; init; } = [];

    /// <summary>Columns of free text, whose values are hardly ever the same.</summary>
    public IReadOnlyCollection<string> Text { get; init; } = [];

    /// <summary>Columns of codes that are texts even when they look like numbers.</summary>
    public IReadOnlyCollection<string> Categories { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>What the columns not named here were in earlier data. They need not be there; those that are must fit: a number cannot be a text now.
    /// The earlier target is left out unless it is the <see cref="Target"/>. Default null.</summary>
    public ColumnSchema? Known { get; init; }

    /// <summary>Whether columns to be left out need not be there. Default false.</summary>
    public bool MayLackIgnored { get; init; }
}
