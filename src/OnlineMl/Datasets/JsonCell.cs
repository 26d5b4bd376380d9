namespace OnlineMl.Datasets;

/// <summary>Takes the members of a JSON object one after the other.</summary>
/// <param name="name">The name.</param>
/// <param name="cell">The value; nothing for null, an object and a list.</param>
/// <param name="isQuoted">Whether it is a text.</param>
internal delegate void JsonCell(string name, ReadOnlySpan<byte> cell, bool isQuoted);
