namespace OnlineMl.Statistics;

/// <summary>A statistic whose numbers may count more or less than once.</summary>
public interface IWeightedStatistic : IStatistic
{
    /// <summary>Takes in one number.</summary>
    /// <param name="x">The number; finite.</param>
    /// <param name="weight">How much it counts; finite and at least 0, which changes nothing. A whole number counts as that many repetitions.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN or infinite, or the weight is negative, NaN or infinite; nothing has changed.</exception>
    void Update(double x, double weight);
}
