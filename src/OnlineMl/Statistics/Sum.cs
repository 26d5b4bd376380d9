using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The sum of the numbers. Starts at 0.</summary>
/// <remarks>Taking numbers back loses digits when they are far larger than what is left; <see cref="RollingStatistic"/> takes nothing back.</remarks>
[Component("Sum")]
public sealed class Sum : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Sum>, IPartial, IMergeable
{
    private double _sum;

    /// <inheritdoc/>
    public string Name => "sum";

    /// <inheritdoc/>
    public double Value => _sum;

    /// <inheritdoc/>
    public void Update(double x) => _sum += Require.Finite(x, nameof(x));

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
        {
            _sum += weight * x;
        }
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1)
    {
        Require.Finite(x, nameof(x));
        if (Require.Weight(weight))
        {
            _sum -= weight * x;
        }
    }

    /// <inheritdoc/>
    public void Merge(Sum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum += other._sum;
    }

    PartialResults IPartial.ByParts() => new FoldedResults<double, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        _sum = shares.Sum<Sum>(_sum, sum => sum._sum);
    }

    void IStateful.Describe(StateArchive state) => state.Field("sum", ref _sum, NumberRange.Any);

    private readonly struct Fold(Sum sum) : IFold<double>
    {
        public void Take(ref double result, ReadOnlySpan<double> row) => result += row[1] * row[0];

        public void Merge(ref double result, in double other) => result += other;

        public void Show(in double result) => sum._sum = result;
    }
}
