using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The sum of the numbers. Starts at 0.</summary>
[Component("Sum")]
public sealed class Sum : IRevertibleStatistic, IMergeableStatistic<Sum>
{
    private double _sum;

    /// <inheritdoc/>
    public string Name => "sum";

    /// <inheritdoc/>
    public double Value => _sum;

    /// <inheritdoc/>
    public void Update(double x) => _sum += x;

    /// <inheritdoc/>
    public void Revert(double x, double weight = 1) => _sum -= x;

    /// <inheritdoc/>
    public void Merge(Sum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum += other._sum;
    }

    void IStateful.Describe(StateArchive state) => state.Field("sum", ref _sum);
}
