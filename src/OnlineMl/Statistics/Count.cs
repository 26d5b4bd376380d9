using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>How many values were seen. Starts at 0.</summary>
[Component("Count")]
public sealed class Count : IRevertibleStatistic, IMergeableStatistic<Count>, ICategoricalStatistic
{
    private long _count;

    /// <inheritdoc cref="IStatistic.Name"/>
    public string Name => "count";

    /// <inheritdoc/>
    public double Value => _count;

    FeatureValue ICategoricalStatistic.Value => Value;

    /// <inheritdoc/>
    public void Update(double x) => _count++;

    void ICategoricalStatistic.Update(FeatureValue x) => _count += x.IsAbsent ? 0 : 1;

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1) => _count--;

    /// <inheritdoc/>
    public void Merge(Count other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _count += other._count;
    }

    void IStateful.Describe(StateArchive state) => state.Field("count", ref _count);
}
