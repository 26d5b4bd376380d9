using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The smallest of the last numbers. NaN before there is one.</summary>
[Component("RollingMin")]
public sealed class RollingMin : IStatistic, ISized
{
    private readonly ExtremeWindow _least;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingMin(int windowSize)
    {
        WindowSize = Require.Positive(windowSize);
        _least = new ExtremeWindow(windowSize);
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingmin_{WindowSize}");

    /// <inheritdoc/>
    public double Value => -_least.Largest;

    /// <inheritdoc/>
    public void Update(double x) => _least.Push(-x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("least", _least);
}
