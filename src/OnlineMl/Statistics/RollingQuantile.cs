using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A quantile of the last numbers, exact, with linear interpolation. NaN before there is a number.</summary>
/// <remarks>A step costs a binary search and the move of part of the window.</remarks>
[Component("RollingQuantile")]
public sealed class RollingQuantile : IStatistic, ISized
{
    private readonly SortedWindow _window;

    /// <summary>Makes the statistic.</summary>
    /// <param name="q">Which quantile: 0.5 is the median. Range [0, 1].</param>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingQuantile(double q, int windowSize)
    {
        Q = Require.Between(q, 0, 1);
        WindowSize = Require.Positive(windowSize);
        _window = new SortedWindow(windowSize);
    }

    /// <summary>Which quantile: 0.5 is the median. Range [0, 1].</summary>
    public double Q { get; }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingquantile_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _window.Quantile(Q);

    /// <inheritdoc/>
    public void Update(double x) => _window.Push(x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("window", _window);
}
