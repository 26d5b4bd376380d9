namespace OnlineMl.Statistics;

/// <summary>A statistic whose numbers may count more or less than once.</summary>
public interface IWeightedStatistic : IStatistic
{
    /// <summary>Takes in one number.</summary>
    /// <param name="x">The number.</param>
    /// <param name="weight">How much it counts; above 0.</param>
    void Update(double x, double weight);
}
