using System.Runtime.CompilerServices;

namespace OnlineMl.Statistics;

/// <summary>A variance that is kept up to date: Welford's recurrence (Technometrics 4, 1962), merged as in Chan, Golub and LeVeque (1983).</summary>
internal struct RunningVariance
{
    public double Weight;
    public double Mean;
    public double Squares;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(double x)
    {
        var difference = x - Mean;
        if (double.IsFinite(difference))
        {
            Weight += 1;
            Mean += difference * (1 / Weight);
            Squares += difference * (x - Mean);
        }
        else
        {
            this = WithFarAway(this, x, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(double x, double weight)
    {
        var difference = x - Mean;
        if (double.IsFinite(difference))
        {
            Weight += weight;
            Mean += difference * (weight / Weight);
            Squares += weight * (difference * (x - Mean));
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
            var difference = x - Mean;
            Mean -= difference * (weight / Weight);

            // What is taken back may have been all there was to the squares but for rounding.
            Squares = Math.Max(0, Squares - weight * (difference * (x - Mean)));
        }
        else
        {
            this = default;
        }
    }

    public void Merge(in RunningVariance other)
    {
        if (other.Weight <= 0)
        {
            return;
        }

        var difference = other.Mean - Mean;
        if (!double.IsFinite(difference))
        {
            this = WithFarAway(this, other.Mean, other.Weight);
            return;
        }

        var total = Weight + other.Weight;
        var share = other.Weight / total;

        // The first part is the difference of nothing and would be infinite where its square is.
        Squares += other.Squares + (Weight == 0 ? 0 : difference * (Weight * share) * difference);
        Mean += difference * share;
        Weight = total;
    }

    /// <summary>What was added to an earlier variance to make this one. By rounding its squares may be negative, until they are added to others.</summary>
    public readonly RunningVariance Without(in RunningVariance origin)
    {
        var weight = Weight - origin.Weight;
        if (!(weight > 0) || origin.Weight == 0)
        {
            return weight > 0 ? this : default;
        }

        var apart = Mean - origin.Mean;
        var squares = Squares - origin.Squares - (apart * (origin.Weight / weight * Weight) * apart);
        return new RunningVariance
        {
            Weight = weight,
            Mean = RunningMean.MeanWithout(Mean, origin.Mean, origin.Weight, weight),
            Squares = double.IsFinite(squares) ? squares : double.PositiveInfinity,
        };
    }

    // The distance is no number any more, but the mean is one. By value, so that those that are updated in a loop can stay in registers.
    private static RunningVariance WithFarAway(RunningVariance variance, double x, double weight)
    {
        Require.Finite(x, nameof(x));
        variance.Weight += weight;
        var share = weight / variance.Weight;
        variance.Mean = variance.Mean * (1 - share) + x * share;
        variance.Squares = double.PositiveInfinity;
        return variance;
    }
}
