using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The smallest number seen. Positive infinity before there is one.</summary>
[Component("Min")]
public sealed class Min : IStatistic, IMergeableStatistic<Min>, IMergeable
{
    private double _extreme = double.PositiveInfinity;

    /// <inheritdoc/>
    public string Name => "min";

    /// <inheritdoc/>
    public double Value => _extreme;

    /// <inheritdoc/>
    public void Update(double x) => _extreme = Math.Min(_extreme, Require.Finite(x, nameof(x)));

    /// <inheritdoc/>
    public void Merge(Min other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _extreme = Math.Min(_extreme, other._extreme);
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Merge(shares.Get<Min>(share));
        }
    }

    void IStateful.Describe(StateArchive state) => state.Field("extreme", ref _extreme, NumberRange.NotNaN);
}
