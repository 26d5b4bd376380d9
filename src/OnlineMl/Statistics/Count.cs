using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>How many values were seen. Starts at 0.</summary>
[Component("Count")]
public sealed class Count : IRevertibleStatistic, IMergeableStatistic<Count>, ICategoricalStatistic, IRecomputable
{
    private long _count;

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
    public void Revert(double x, double weight = 1) => _count--;

    /// <inheritdoc/>
    public void Merge(Count other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _count += other._count;
    }

    void IRecomputable.Clear() => _count = 0;

    void IStateful.Describe(StateArchive state) => state.Field("count", ref _count);
}
