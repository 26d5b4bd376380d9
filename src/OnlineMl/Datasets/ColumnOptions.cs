namespace OnlineMl.Datasets;

/// <summary>How the columns of a table, or the fields of JSON lines, are read. A column that is not named here is a number when all its values are numbers,
/// else a text.</summary>
public sealed class ColumnOptions
{
    /// <summary>The column with what there is to predict; null when there is none.</summary>
    public string? Target { get; init; }

    /// <summary>How the target is read. Default <see cref="OnlineMl.Datasets.TargetType.Class"/>.</summary>
    public TargetType TargetType { get; init; } = TargetType.Class;

    /// <summary>Columns of free text, whose values are hardly ever the same.</summary>
    public IReadOnlyCollection<string> Text { get; init; } = [];

    /// <summary>Columns of codes that are texts even when they look like numbers.</summary>
    public IReadOnlyCollection<string> Categories { get; init; } = [];

    /// <summary>Columns that are left out.</summary>
    public IReadOnlyCollection<string> Ignored { get; init; } = [];

    /// <summary>Whether columns to be left out need not be there. Default false.</summary>
    public bool MayLackIgnored { get; init; }
}
