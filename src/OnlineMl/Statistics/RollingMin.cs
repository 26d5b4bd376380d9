using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The smallest of the last numbers. NaN before there is one.</summary>
[Component("RollingMin")]
public sealed class RollingMin : LastNumbers
{
    private readonly ExtremeWindow _least;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingMin(int windowSize)
        : base(windowSize, "rollingmin") => _least = new ExtremeWindow(windowSize);

    /// <inheritdoc/>
    public override double Value => -_least.Largest;

    /// <inheritdoc/>
    public override void Update(double x) => _least.Push(-x);

    private protected override void Describe(StateArchive state) => state.Child("least", _least);
}
