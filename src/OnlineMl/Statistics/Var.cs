using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The variance of the numbers, weighted or not. 0 until more than <see cref="Ddof"/> numbers were seen; infinity where it exceeds the largest number.</summary>
/// <remarks>Welford's recurrence (Technometrics 4, 1962), merged as in Chan, Golub and LeVeque (1983). Constant time and
/// memory. Taking numbers back loses digits when they are far larger than what is left; <see cref="RollingStatistic"/> takes nothing back.</remarks>
[Component("Var")]
public sealed class Var : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Var>, IPartial
{
    internal const int Figures = 3;

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

    int IPartial.Figures => Figures;

    /// <inheritdoc/>
    public void Update(double x)
    {
        var difference = x - _mean;
        if (double.IsFinite(difference))
        {
            _weight += 1;
            _mean += difference * (1 / _weight);
            _squares += difference * (x - _mean);
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
            _squares += weight * (difference * (x - _mean));
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
            var difference = x - _mean;
            _mean -= difference * (weight / _weight);

            // What is taken back may have been all there was to the squares but for rounding.
            _squares = Math.Max(0, _squares - weight * (difference * (x - _mean)));
        }
        else
        {
            Forget();
        }
    }

    /// <inheritdoc/>
    public void Merge(Var other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Merge(other._weight, other._mean, other._squares);
    }

    void IPartial.Read(Span<double> figures) => Read(figures);

    void IPartial.Write(ReadOnlySpan<double> figures) => Write(figures);

    void IPartial.Merge(ReadOnlySpan<double> figures) => Merge(figures);

    /// <summary>Forgets its own numbers and knows those of another.</summary>
    internal void CopyFrom(Var other)
    {
        _weight = other._weight;
        _mean = other._mean;
        _squares = other._squares;
    }

    internal void Read(Span<double> figures)
    {
        figures[0] = _weight;
        figures[1] = _mean;
        figures[2] = _squares;
    }

    internal void Write(ReadOnlySpan<double> figures)
    {
        _weight = figures[0];
        _mean = figures[1];
        _squares = figures[2];
    }

    internal void Merge(ReadOnlySpan<double> figures) => Merge(figures[0], figures[1], figures[2]);

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("mean", ref _mean);
        state.Field("squares", ref _squares, NumberRange.Between(0, double.PositiveInfinity));
    }

    private void Merge(double weight, double mean, double squares)
    {
        if (weight <= 0)
        {
            return;
        }

        var difference = mean - _mean;
        if (!double.IsFinite(difference))
        {
            UpdateFarAway(mean, weight);
            return;
        }

        var total = _weight + weight;

        // The first part is the difference of nothing and would be infinite where its square is.
        _squares += squares + (_weight == 0 ? 0 : difference * (_weight * (weight / total)) * difference);
        _mean += difference * (weight / total);
        _weight = total;
    }

    // The distance is no number any more, but the mean is one.
    private void UpdateFarAway(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        _weight += weight;
        _mean = _mean * (1 - (weight / _weight)) + x * (weight / _weight);
        _squares = double.PositiveInfinity;
    }

    private void Forget()
    {
        _weight = 0;
        _mean = 0;
        _squares = 0;
    }
}
