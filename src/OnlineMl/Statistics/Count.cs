using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>How many values were seen. Starts at 0.</summary>
[Component("Count")]
public sealed class Count : IWeightedStatistic, IRevertibleStatistic, IMergeableStatistic<Count>, ICategoricalStatistic, IPartial, IMergeable
{
    private double _count;

    /// <inheritdoc cref="IStatistic.Name"/>
    public string Name => "count";

    /// <inheritdoc/>
    public double Value => _count;

    FeatureValue ICategoricalStatistic.Value => Value;

    /// <inheritdoc/>
    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        _count++;
    }

    void ICategoricalStatistic.Update(FeatureValue x) => _count += Observed.Value(x) ? 1 : 0;

    /// <inheritdoc/>
    public void Update(double x, double weight)
    {
        Require.Finite(x, nameof(x));
        _count += Require.Weight(weight) ? weight : 0;
    }

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1) => _count = Math.Max(0, _count - Require.NotNegative(weight));

    /// <inheritdoc/>
    public void Merge(Count other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _count += other._count;
    }

    PartialResults IPartial.ByParts() => new FoldedResults<double, Fold>(new Fold(this));

    void IMergeable.Merge(Shares shares)
    {
        _count = shares.Sum<Count>(_count, count => count._count);
    }

    void IStateful.Describe(StateArchive state) => state.Field("count", ref _count, NumberRange.NotNegative);

    private readonly struct Fold(Count count) : IFold<double>
    {
        public void Take(ref double result, ReadOnlySpan<double> row) => result += row[1];

        public void Merge(ref double result, in double other) => result += other;

        public void Show(in double result) => count._count = result;
    }
}
