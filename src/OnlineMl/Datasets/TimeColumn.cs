namespace OnlineMl.Datasets;

/// <summary>A column of dates or times, and how it is read.</summary>
/// <param name="Column">The name.</param>
/// <param name="Notation">How it is written; null when its values tell.</param>
/// <param name="Parts">What becomes of it; null for all that the values have: year, month, weekday and day of dates, the hour of times.</param>
public sealed record TimeColumn(string Column, TimeNotation? Notation = null, TimeParts? Parts = null);
