using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the numbers, weighted or not. Starts at 0.</summary>
/// <remarks>West, Communications of the ACM 22 (1979). Constant time and memory.</remarks>
[Component("Mean")]
public sealed class Mean : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Mean>
{
    private double _weight;
    private double _mean;

    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public double Value => _mean;

    /// <summary>The sum of the weights seen.</summary>
    public double TotalWeight => _weight;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _weight += 1;
        _mean += (x - _mean) * (1 / _weight);
    }

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        _weight += weight;
        if (_weight > 0)
        {
            _mean += (x - _mean) * (weight / _weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
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
        if (other._weight > 0)
        {
            Update(other._mean, other._weight);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight);
        state.Field("mean", ref _mean);
    }
}
