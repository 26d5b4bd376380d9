using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The variance of the numbers, weighted or not. 0 until more than <see cref="Ddof"/> numbers were seen; infinity where it exceeds the largest number.</summary>
/// <remarks>Welford's recurrence (Technometrics 4, 1962), merged as in Chan, Golub and LeVeque (1983). Constant time and
/// memory. Taking numbers back loses digits when they are far larger than what is left; <see cref="RollingStatistic"/> takes nothing back.</remarks>
[Component("Var")]
public sealed class Var : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Var>, IPartial, IMergeable
{
    private RunningVariance _running;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public string Name => "var";

    /// <inheritdoc/>
    public double Value => _running.Weight > Ddof ? _running.Squares / (_running.Weight - Ddof) : 0;

    /// <summary>The mean of the numbers.</summary>
    public double Mean => _running.Mean;

    /// <summary>The sum of the weights seen.</summary>
    public double TotalWeight => _running.Weight;

    /// <summary>What there is of the numbers.</summary>
    internal RunningVariance Running
    {
        get => _running;
        set => _running = value;
    }

    /// <inheritdoc/>
    public void Update(double x) => _running.Update(x);

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        if (Require.Weight(weight))
        {
            _running.Update(x, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
        {
            _running.Revert(x, weight);
        }
    }

    /// <inheritdoc/>
    public void Merge(Var other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _running.Merge(in other._running);
    }

    PartialResults IPartial.ByParts() => new FoldedResults<RunningVariance, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        var origin = _running;
        for (var share = 0; share < shares.Count; share++)
        {
            _running.Merge(shares.Get<Var>(share)._running.Without(in origin));
        }

        _running.Squares = Math.Max(0, _running.Squares);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _running.Weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("mean", ref _running.Mean);
        state.Field("squares", ref _running.Squares, NumberRange.Between(0, double.PositiveInfinity));
    }

    private readonly struct Fold(Var variance) : IFold<RunningVariance>
    {
        public void Take(ref RunningVariance result, ReadOnlySpan<double> row) => result.Update(row[0], row[1]);

        public void Merge(ref RunningVariance result, in RunningVariance other) => result.Merge(in other);

        public void Show(in RunningVariance result) => variance._running = result;
    }
}
