using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest number seen. Negative infinity before there is one.</summary>
[Component("Max")]
public sealed class Max : IStatistic, IMergeableStatistic<Max>, IMergeable
{
    private double _extreme = double.NegativeInfinity;

    /// <inheritdoc/>
    public string Name => "max";

    /// <inheritdoc/>
    public double Value => _extreme;

    /// <inheritdoc/>
    public void Update(double x) => _extreme = Math.Max(_extreme, Require.Finite(x, nameof(x)));

    /// <inheritdoc/>
    public void Merge(Max other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _extreme = Math.Max(_extreme, other._extreme);
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Merge(shares.Get<Max>(share));
        }
    }

    void IStateful.Describe(StateArchive state) => state.Field("extreme", ref _extreme, NumberRange.NotNaN);
}
