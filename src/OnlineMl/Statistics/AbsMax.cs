using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest absolute value seen. Starts at 0.</summary>
[Component("AbsMax")]
public sealed class AbsMax : IStatistic, IMergeableStatistic<AbsMax>, IMergeable
{
    private double _largest;

    /// <inheritdoc/>
    public string Name => "absmax";

    /// <inheritdoc/>
    public double Value => _largest;

    /// <inheritdoc/>
    public void Update(double x) => _largest = Math.Max(_largest, Math.Abs(Require.Finite(x, nameof(x))));

    /// <inheritdoc/>
    public void Merge(AbsMax other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _largest = Math.Max(_largest, other._largest);
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Merge(shares.Get<AbsMax>(share));
        }
    }

    void IStateful.Describe(StateArchive state) => state.Field("largest", ref _largest);
}
