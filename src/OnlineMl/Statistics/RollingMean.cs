using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The mean of the last numbers. 0 before there is one.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Mean"/>, under the name that older models use.</remarks>
[Component("RollingMean")]
public sealed class RollingMean : IStatistic, ISized
{
    private readonly RollingStatistic _rolling;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingMean(int windowSize) => _rolling = new RollingStatistic(new Mean(), windowSize);

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize => _rolling.WindowSize;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingmean_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _rolling.Value;

    /// <inheritdoc/>
    public void Update(double x) => _rolling.Update(x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("rolling", _rolling);
}
