namespace OnlineMl;

/// <summary>Something whose updates belong to moments in time, such as a window of the last hour.</summary>
/// <remarks>The time comes from the data, never from a clock, so that replaying the data gives the same result.</remarks>
public interface ITimeAware
{
    /// <summary>The moment to which the next updates belong. It may lie before an earlier one: late data is put in its place.</summary>
    DateTime Time { get; set; }
}
