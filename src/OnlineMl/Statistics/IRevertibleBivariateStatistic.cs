namespace OnlineMl.Statistics;

/// <summary>A statistic of pairs that can forget a pair, so that it can run over a window.</summary>
public interface IRevertibleBivariateStatistic : IBivariateStatistic
{
    /// <summary>Takes back a pair that was taken in before.</summary>
    /// <param name="x">The first number.</param>
    /// <param name="y">The second number.</param>
    /// <param name="weight">The weight it was taken in with; a statistic without weights ignores it.</param>
    void Revert(double x, double y, double weight = 1);
}
