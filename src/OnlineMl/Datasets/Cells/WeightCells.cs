namespace OnlineMl.Datasets.Cells;

/// <summary>Reads the cells of a column of weights.</summary>
internal sealed class WeightCells(ColumnTypes types, ReadingLog log)
{
    private readonly string _column = types.Options.Weight ?? "";

    /// <summary>The weight in a cell; NaN when it has none.</summary>
    public double Read(ReadOnlySpan<byte> cell, long line)
    {
        if (WrittenNumbers.TryRead(cell, NumberNotation.Point, out var weight) && weight >= 0 && double.IsFinite(weight))
        {
            return weight;
        }

        log.Note(_column, line, cell, "is no weight; such rows are left out");
        return double.NaN;
    }
}
