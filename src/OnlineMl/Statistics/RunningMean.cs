using System.Runtime.CompilerServices;

namespace OnlineMl.Statistics;

/// <summary>A mean that is kept up to date: West, Communications of the ACM 22 (1979).</summary>
internal struct RunningMean
{
    public double Weight;
    public double Mean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(double x, double weight)
    {
        var difference = x - Mean;
        if (double.IsFinite(difference))
        {
            Weight += weight;
            Mean += difference * (weight / Weight);
        }
        else
        {
            this = WithFarAway(this, x, weight);
        }
    }

    public void Revert(double x, double weight)
    {
        Weight -= weight;
        if (Weight > 0)
        {
            Mean -= (x - Mean) * (weight / Weight);
        }
        else
        {
            this = default;
        }
    }

    public void Merge(in RunningMean other)
    {
        if (other.Weight > 0)
        {
            Update(other.Mean, other.Weight);
        }
    }

    /// <summary>What was added to an earlier mean to make this one.</summary>
    public readonly RunningMean Without(in RunningMean origin)
    {
        var weight = Weight - origin.Weight;
        return !(weight > 0) ? default
            : origin.Weight == 0 ? this
            : new RunningMean { Weight = weight, Mean = MeanWithout(Mean, origin.Mean, origin.Weight, weight) };
    }

    /// <summary>The mean of what was added to an earlier mean.</summary>
    /// <param name="mean">The mean of all.</param>
    /// <param name="earlier">The earlier mean.</param>
    /// <param name="earlierWeight">The weight of what was there earlier.</param>
    /// <param name="weight">The weight of what was added.</param>
    public static double MeanWithout(double mean, double earlier, double earlierWeight, double weight) =>
        Math.Clamp(mean + ((mean - earlier) * (earlierWeight / weight)), double.MinValue, double.MaxValue);

    // The distance is no number any more, but the mean is one. By value, so that those that are updated in a loop can stay in registers.
    private static RunningMean WithFarAway(RunningMean mean, double x, double weight)
    {
        Require.Finite(x, nameof(x));
        mean.Weight += weight;
        var share = weight / mean.Weight;
        mean.Mean = mean.Mean * (1 - share) + x * share;
        return mean;
    }
}
