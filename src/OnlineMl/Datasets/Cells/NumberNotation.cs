namespace OnlineMl.Datasets.Cells;

/// <summary>What stands before the decimals of the numbers of a column.</summary>
internal enum NumberNotation
{
    /// <summary>A point; commas may stand between thousands.</summary>
    Point,

    /// <summary>A comma; points may stand between thousands.</summary>
    Comma,
}
