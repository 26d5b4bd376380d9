namespace OnlineMl.Statistics;

/// <summary>A statistic or a metric whose result over a window is put together from the results over parts of it.</summary>
/// <remarks>Nothing is ever taken back, so that what leaves a window leaves no trace in its result.</remarks>
internal interface IPartial
{
    /// <summary>Makes what puts the results together.</summary>
    PartialResults ByParts();
}
