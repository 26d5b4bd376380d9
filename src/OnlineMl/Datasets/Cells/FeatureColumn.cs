using System.Diagnostics;
using OnlineMl.Features;

namespace OnlineMl.Datasets.Cells;

/// <summary>Makes features of the cells of one column.</summary>
internal abstract class FeatureColumn(string name)
{
    public string Name => name;

    /// <summary>The names of the features, in the order of their ids.</summary>
    public virtual IReadOnlyList<string> FeatureNames { get; } = [name];

    /// <summary>The reader of a column by its rule.</summary>
    public static FeatureColumn Of(string name, ColumnRule rule, IReadOnlyList<string> columns, ColumnTypes types, ReadingLog log) => rule.Kind switch
    {
        ColumnKind.Category => new CategoryColumn(name, types.Missing),
        ColumnKind.Text => new TextColumn(name, types.Missing),
        ColumnKind.Time => new TimePartsColumn(name, rule, columns, types.Missing, log),
        ColumnKind.Number => rule.IsOpen ? new OpenColumn(name, types, log) : new NumberColumn(name, rule.Numbers, types.Missing, log),
        ColumnKind.Target or ColumnKind.Weight or ColumnKind.Ignored => throw new UnreachableException($"A column that is {rule.Kind} has no features."),
    };

    /// <summary>Adds what a cell says to an example.</summary>
    /// <param name="x">The example.</param>
    /// <param name="ids">The ids of the features.</param>
    /// <param name="cell">The cell without quotes.</param>
    /// <param name="line">Where it stands, for notes.</param>
    public abstract void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line);
}
