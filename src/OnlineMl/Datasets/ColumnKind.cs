namespace OnlineMl.Datasets;

/// <summary>What becomes of the cells of a column.</summary>
internal enum ColumnKind
{
    Number,
    Category,
    Text,
    Target,
    Ignored,
}
