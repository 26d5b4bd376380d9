using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the numbers, weighted or not. Starts at 0.</summary>
/// <remarks>West, Communications of the ACM 22 (1979). Constant time and memory. It stays finite, however large the numbers are. Taking numbers back loses
/// digits when they are far larger than what is left; <see cref="RollingStatistic"/> takes nothing back.</remarks>
[Component("Mean")]
public sealed class Mean : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Mean>, IPartial
{
    private double _weight;
    private double _mean;

    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public double Value => _mean;

    /// <summary>The sum of the weights seen.</summary>
    public double TotalWeight => _weight;

    int IPartial.Figures => 2;

    /// <inheritdoc/>
    public void Update(double x)
    {
        var difference = x - _mean;
        if (double.IsFinite(difference))
        {
            _weight += 1;
            _mean += difference * (1 / _weight);
        }
        else
        {
            UpdateFarAway(x, 1);
        }
    }

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        if (!Require.Weight(weight))
        {
            return;
        }

        var difference = x - _mean;
        if (double.IsFinite(difference))
        {
            _weight += weight;
            _mean += difference * (weight / _weight);
        }
        else
        {
            UpdateFarAway(x, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        if (!Require.Weight(weight))
        {
            return;
        }

        _weight -= weight;
        if (_weight > 0)
        {
            _mean -= (x - _mean) * (weight / _weight);
        }
        else
        {
            _weight = 0;
            _mean = 0;
        }
    }

    /// <inheritdoc/>
    public void Merge(Mean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Update(other._mean, other._weight);
    }

    void IPartial.Read(Span<double> figures)
    {
        figures[0] = _weight;
        figures[1] = _mean;
    }

    void IPartial.Write(ReadOnlySpan<double> figures)
    {
        _weight = figures[0];
        _mean = figures[1];
    }

    void IPartial.Merge(ReadOnlySpan<double> figures) => Update(figures[1], figures[0]);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("mean", ref _mean);
    }

    // The distance is no number any more, but the mean is one.
    private void UpdateFarAway(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        _weight += weight;
        _mean = _mean * (1 - (weight / _weight)) + x * (weight / _weight);
    }
}
