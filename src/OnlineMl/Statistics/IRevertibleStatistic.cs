namespace OnlineMl.Statistics;

/// <summary>A statistic that can forget a number, so that it can run over a window.</summary>
public interface IRevertibleStatistic : IStatistic
{
    /// <summary>Takes back a number that was taken in before.</summary>
    /// <param name="x">The number.</param>
    /// <param name="weight">The weight it was taken in with; a statistic without weights ignores it.</param>
    void Revert(double x, double weight = 1);
}
