namespace OnlineMl.Statistics;

/// <summary>A statistic of pairs that may count more or less than once.</summary>
public interface IWeightedBivariateStatistic : IBivariateStatistic
{
    /// <summary>Takes in one pair.</summary>
    /// <param name="x">The first number; finite.</param>
    /// <param name="y">The second number; finite.</param>
    /// <param name="weight">How much the pair counts; finite and at least 0, which changes nothing. A whole number counts as that many repetitions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN or infinite, or the weight is negative, NaN or infinite; nothing has changed.</exception>
    void Update(double x, double y, double weight);
}
