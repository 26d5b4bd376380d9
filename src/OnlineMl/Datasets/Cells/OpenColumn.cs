using OnlineMl.Features;

namespace OnlineMl.Datasets.Cells;

/// <summary>A column without values at the beginning of the data, which is what its first value is.</summary>
internal sealed class OpenColumn(string name, ColumnTypes types, ReadingLog log) : FeatureColumn(name)
{
    private FeatureColumn? _decided;

    public override void Add(FeatureVector x, ReadOnlySpan<int> ids, ReadOnlySpan<byte> cell, long line)
    {
        if (types.Missing.Match(cell))
        {
            return;
        }

        _decided ??= Decide(cell);
        _decided.Add(x, ids, cell, line);
    }

    private FeatureColumn Decide(ReadOnlySpan<byte> cell)
    {
        var rule = WrittenNumbers.TryRead(cell, NumberNotation.Point, out _) ? ColumnRule.PlainNumbers : new ColumnRule(ColumnKind.Category);
        types.Decide(Name, rule);
        return Of(Name, rule, [], types, log);
    }
}
