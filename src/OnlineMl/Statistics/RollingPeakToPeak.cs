using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest of the last numbers less the smallest. NaN before there is one.</summary>
[Component("RollingPeakToPeak")]
public sealed class RollingPeakToPeak : IStatistic, ISized
{
    private readonly ExtremeWindow _largest;
    private readonly ExtremeWindow _least;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingPeakToPeak(int windowSize)
    {
        WindowSize = Require.Positive(windowSize);
        _largest = new ExtremeWindow(windowSize);
        _least = new ExtremeWindow(windowSize);
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rolling_ptp_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _largest.Largest + _least.Largest;

    /// <inheritdoc/>
    public void Update(double x)
    {
        _largest.Push(x);
        _least.Push(-x);
    }

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state)
    {
        state.Child("largest", _largest);
        state.Child("least", _least);
    }
}
