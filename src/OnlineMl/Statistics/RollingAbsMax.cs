using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The largest absolute value of the last numbers. NaN before there is one.</summary>
[Component("RollingAbsMax")]
public sealed class RollingAbsMax : IStatistic, ISized
{
    private readonly ExtremeWindow _largest;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingAbsMax(int windowSize)
    {
        WindowSize = Require.Positive(windowSize);
        _largest = new ExtremeWindow(windowSize);
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingabsmax_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _largest.Largest;

    /// <inheritdoc/>
    public void Update(double x) => _largest.Push(Math.Abs(x));

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("largest", _largest);
}
