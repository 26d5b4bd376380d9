using System.Runtime.CompilerServices;

namespace OnlineMl.Statistics;

/// <summary>A variance that is kept up to date: Welford's recurrence (Technometrics 4, 1962), merged as in Chan, Golub and LeVeque (1983).</summary>
internal struct RunningVariance
{
    public double Weight;
    public double Mean;
    public double Squares;

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
            UpdateFarAway(x, weight);
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
            UpdateFarAway(other.Mean, other.Weight);
            return;
        }

        var total = Weight + other.Weight;
        var share = other.Weight / total;

        // The first part is the difference of nothing and would be infinite where its square is.
        Squares += other.Squares + (Weight == 0 ? 0 : difference * (Weight * share) * difference);
        Mean += difference * share;
        Weight = total;
    }

    // The distance is no number any more, but the mean is one.
    private void UpdateFarAway(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        Weight += weight;
        Mean = Mean * (1 - (weight / Weight)) + x * (weight / Weight);
        Squares = double.PositiveInfinity;
    }
}
