namespace OnlineMl.Statistics;

/// <summary>A statistic of pairs that may count more or less than once.</summary>
public interface IWeightedBivariateStatistic : IBivariateStatistic
{
    /// <summary>Takes in one pair.</summary>
    /// <param name="x">The first number.</param>
    /// <param name="y">The second number.</param>
    /// <param name="weight">How much the pair counts; above 0.</param>
    void Update(double x, double y, double weight);
}
