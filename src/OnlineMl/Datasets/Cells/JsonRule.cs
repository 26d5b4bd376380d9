namespace OnlineMl.Datasets.Cells;

/// <summary>How the values of a member of JSON objects are read.</summary>
/// <param name="Kind">What they are; null when each is what it is.</param>
/// <param name="Numbers">How numbers in texts are written.</param>
/// <param name="Name">The name of the member.</param>
internal readonly record struct JsonRule(ColumnKind? Kind, NumberNotation Numbers, string Name);
