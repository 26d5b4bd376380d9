using OnlineMl.Catalog;
using OnlineMl.Mixing;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest number seen less the smallest. Starts at 0.</summary>
[Component("PeakToPeak")]
public sealed class PeakToPeak : IStatistic, IMergeableStatistic<PeakToPeak>, IMergeable
{
    private double _least = double.PositiveInfinity;
    private double _largest = double.NegativeInfinity;

    /// <inheritdoc/>
    public string Name => "ptp";

    /// <inheritdoc/>
    public double Value => _largest >= _least ? _largest - _least : 0;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _least = Math.Min(_least, Require.Finite(x, nameof(x)));
        _largest = Math.Max(_largest, x);
    }

    /// <inheritdoc/>
    public void Merge(PeakToPeak other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _least = Math.Min(_least, other._least);
        _largest = Math.Max(_largest, other._largest);
    }

    void IMergeable.Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Merge(shares.Get<PeakToPeak>(share));
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("least", ref _least, NumberRange.NotNaN);
        state.Field("largest", ref _largest, NumberRange.NotNaN);
    }
}
