using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest absolute value of the last numbers. NaN before there is one.</summary>
[Component("RollingAbsMax")]
public sealed class RollingAbsMax : LastNumbers
{
    private readonly ExtremeWindow _largest;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingAbsMax(int windowSize)
        : base(windowSize, "rollingabsmax") => _largest = new ExtremeWindow(windowSize);

    /// <inheritdoc/>
    public override double Value => _largest.Largest;

    /// <inheritdoc/>
    public override void Update(double x) => _largest.Push(Math.Abs(x));

    private protected override void Describe(StateArchive state) => state.Child("largest", _largest);
}
