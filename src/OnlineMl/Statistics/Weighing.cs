using System.Globalization;

namespace OnlineMl.Statistics;

/// <summary>Gives statistics numbers that count more or less than once.</summary>
internal static class Weighing
{
    /// <summary>Refuses a weight that a statistic cannot take in.</summary>
    /// <param name="statistic">The statistic.</param>
    /// <param name="weight">How much a number counts.</param>
    /// <returns>False for a weight of 0, which changes nothing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative, infinite or no number.</exception>
    /// <exception cref="ArgumentException">The statistic takes no weights, and the weight is neither 0 nor 1.</exception>
    public static bool Check(IStatistic statistic, double weight)
    {
        var counts = Require.Weight(weight);
        return weight is 0 or 1 || TakesWeights(statistic) ? counts : throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"weight is {weight}, but the statistic {statistic.Name} takes no weights other than 0 and 1."), nameof(weight));
    }

    /// <summary>Takes in a number whose weight was checked.</summary>
    public static void Update(IStatistic statistic, double x, double weight)
    {
        if (statistic is IWeightedStatistic weighted)
        {
            weighted.Update(x, weight);
        }
        else
        {
            statistic.Update(x);
        }
    }

    private static bool TakesWeights(IStatistic statistic) => statistic is WindowedStatistic windowed ? windowed.TakesWeights : statistic is IWeightedStatistic;
}
