namespace OnlineMl.Serving.Sharing;

/// <summary>Calls that were made in a span of time.</summary>
/// <param name="Count">How many.</param>
/// <param name="Until">When the time is over.</param>
internal sealed record CountedCalls(long Count, DateTimeOffset Until);
