using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The variance of the numbers, weighted or not. 0 until more than <see cref="Ddof"/> numbers were seen.</summary>
/// <remarks>Welford's recurrence (Technometrics 4, 1962), merged as in Chan, Golub and LeVeque (1983). Constant time and
/// memory. Taking numbers back loses digits when they are far larger than what is left.</remarks>
[Component("Var")]
public sealed class Var : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Var>
{
    private double _weight;
    private double _mean;
    private double _squares;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public string Name => "var";

    /// <inheritdoc/>
    public double Value => _weight > Ddof ? _squares / (_weight - Ddof) : 0;

    /// <summary>The mean of the numbers.</summary>
    public double Mean => _mean;

    /// <summary>The sum of the weights seen.</summary>
    public double TotalWeight => _weight;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _weight += 1;
        var difference = x - _mean;
        _mean += difference * (1 / _weight);
        _squares += difference * (x - _mean);
    }

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        _weight += weight;
        if (_weight > 0)
        {
            var difference = x - _mean;
            _mean += difference * (weight / _weight);
            _squares += weight * difference * (x - _mean);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        _weight -= weight;
        if (_weight > 0)
        {
            var difference = x - _mean;
            _mean -= difference * (weight / _weight);
            _squares -= weight * difference * (x - _mean);
        }
        else
        {
            _weight = 0;
            _mean = 0;
            _squares = 0;
        }
    }

    /// <inheritdoc/>
    public void Merge(Var other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._weight <= 0)
        {
            return;
        }

        var total = _weight + other._weight;
        var difference = other._mean - _mean;
        _squares += other._squares + difference * difference * (_weight * (other._weight / total));
        _mean += difference * (other._weight / total);
        _weight = total;
    }

    /// <summary>Forgets its own numbers and knows those of another.</summary>
    internal void CopyFrom(Var other)
    {
        _weight = other._weight;
        _mean = other._mean;
        _squares = other._squares;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight);
        state.Field("mean", ref _mean);
        state.Field("squares", ref _squares);
    }
}
