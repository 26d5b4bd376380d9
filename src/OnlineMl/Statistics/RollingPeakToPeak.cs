using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest of the last numbers less the smallest. NaN before there is one.</summary>
[Component("RollingPeakToPeak")]
public sealed class RollingPeakToPeak : LastNumbers
{
    private readonly ExtremeWindow _largest;
    private readonly ExtremeWindow _least;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingPeakToPeak(int windowSize)
        : base(windowSize, "rolling_ptp")
    {
        _largest = new ExtremeWindow(windowSize);
        _least = new ExtremeWindow(windowSize);
    }

    /// <inheritdoc/>
    public override double Value => _largest.Largest + _least.Largest;

    /// <inheritdoc/>
    public override void Update(double x)
    {
        _largest.Push(x);
        _least.Push(-x);
    }

    private protected override void Describe(StateArchive state)
    {
        state.Child("largest", _largest);
        state.Child("least", _least);
    }
}
