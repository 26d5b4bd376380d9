using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A quantile of the last numbers, exact, with linear interpolation. NaN before there is a number.</summary>
/// <remarks>A step costs a binary search and the move of part of the window.</remarks>
[Component("RollingQuantile")]
public sealed class RollingQuantile : LastNumbers
{
    private readonly SortedWindow _window;

    /// <summary>Makes the statistic.</summary>
    /// <param name="q">Which quantile: 0.5 is the median. Range [0, 1].</param>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingQuantile(double q, int windowSize)
        : base(windowSize, "rollingquantile")
    {
        Q = Require.Between(q, 0, 1);
        _window = new SortedWindow(windowSize);
    }

    /// <summary>Which quantile: 0.5 is the median. Range [0, 1].</summary>
    public double Q { get; }

    /// <inheritdoc/>
    public override double Value => _window.Quantile(Q);

    /// <inheritdoc/>
    public override void Update(double x) => _window.Push(x);

    private protected override void Describe(StateArchive state) => state.Child("window", _window);
}
