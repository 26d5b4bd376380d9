using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the numbers, weighted or not. Starts at 0.</summary>
/// <remarks>West, Communications of the ACM 22 (1979). Constant time and memory. It stays finite, however large the numbers are. Taking numbers back loses
/// digits when they are far larger than what is left; <see cref="RollingStatistic"/> takes nothing back.</remarks>
[Component("Mean")]
public sealed class Mean : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Mean>, IPartial, IMergeable
{
    private RunningMean _running;

    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public double Value => _running.Mean;

    /// <summary>The sum of the weights seen.</summary>
    public double TotalWeight => _running.Weight;

    /// <inheritdoc/>
    public void Update(double x) => _running.Update(x, 1);

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
    public void Merge(Mean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _running.Merge(in other._running);
    }

    PartialResults IPartial.ByParts() => new FoldedResults<RunningMean, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        var origin = _running;
        for (var share = 0; share < shares.Count; share++)
        {
            _running.Merge(shares.Get<Mean>(share)._running.Without(in origin));
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _running.Weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("mean", ref _running.Mean);
    }

    private readonly struct Fold(Mean mean) : IFold<RunningMean>
    {
        public void Take(ref RunningMean result, ReadOnlySpan<double> row) => result.Update(row[0], row[1]);

        public void Merge(ref RunningMean result, in RunningMean other) => result.Merge(in other);

        public void Show(in RunningMean result) => mean._running = result;
    }
}
