namespace OnlineMl.Datasets;

/// <summary>What the columns of data are.</summary>
/// <param name="Rows">How many rows were looked at.</param>
/// <param name="Columns">The columns in their order.</param>
public sealed record TableDescription(long Rows, IReadOnlyList<ColumnReport> Columns);
