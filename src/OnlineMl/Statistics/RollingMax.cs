using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest of the last numbers. NaN before there is one.</summary>
[Component("RollingMax")]
public sealed class RollingMax : LastNumbers
{
    private readonly ExtremeWindow _largest;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingMax(int windowSize)
        : base(windowSize, "rollingmax") => _largest = new ExtremeWindow(windowSize);

    /// <inheritdoc/>
    public override double Value => _largest.Largest;

    /// <inheritdoc/>
    public override void Update(double x) => _largest.Push(x);

    private protected override void Describe(StateArchive state) => state.Child("largest", _largest);
}
