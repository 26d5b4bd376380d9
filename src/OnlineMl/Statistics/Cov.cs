using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The covariance of two streams, weighted or not. Starts at 0.</summary>
/// <remarks>Schubert and Gertz, SSDBM (2018). Constant time and memory. NaN once the product of two deviations has exceeded the largest number. Taking pairs back
/// loses digits when they are far larger than what is left; <see cref="RollingBivariateStatistic"/> takes nothing back.</remarks>
[Component("Cov")]
public sealed class Cov : IWeightedBivariateStatistic, IRevertibleBivariateStatistic, IMergeableStatistic<Cov>, IPartial, IMergeable
{
    private RunningCovariance _running;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public string Name => "cov";

    /// <inheritdoc/>
    public double Value => double.IsFinite(_running.Products) ? _running.Products / Math.Max(1, _running.Weight - Ddof) : double.NaN;

    /// <summary>What there is of the pairs.</summary>
    internal RunningCovariance Running
    {
        get => _running;
        set => _running = value;
    }

    /// <inheritdoc/>
    public void Update(double x, double y) => Update(x, y, 1);

    /// <inheritdoc/>
    public void Update(double x, double y, double weight)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            _running.Update(x, y, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double y, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            _running.Revert(x, y, weight);
        }
    }

    /// <inheritdoc/>
    public void Merge(Cov other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _running.Merge(in other._running);
    }

    PartialResults IPartial.ByParts() => new FoldedResults<RunningCovariance, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        var origin = _running;
        for (var share = 0; share < shares.Count; share++)
        {
            _running.Merge(shares.Get<Cov>(share)._running.Without(in origin));
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("weight", ref _running.Weight, NumberRange.Between(0, double.PositiveInfinity));
        state.Field(new FieldName("meanX", Formerly: "mean_x"), ref _running.MeanX);
        state.Field(new FieldName("meanY", Formerly: "mean_y"), ref _running.MeanY);
        state.Field("products", ref _running.Products, NumberRange.Any);
    }

    private readonly struct Fold(Cov covariance) : IFold<RunningCovariance>
    {
        public void Take(ref RunningCovariance result, ReadOnlySpan<double> row) => result.Update(row[0], row[1], row[2]);

        public void Merge(ref RunningCovariance result, in RunningCovariance other) => result.Merge(in other);

        public void Show(in RunningCovariance result) => covariance._running = result;
    }
}
