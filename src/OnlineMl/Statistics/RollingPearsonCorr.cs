using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>Pearson's correlation of the last pairs. 0 while either does not vary.</summary>
/// <remarks>The same as <see cref="RollingBivariateStatistic"/> around <see cref="PearsonCorr"/>, under the name that older models
/// use.</remarks>
[Component("RollingPearsonCorr")]
public sealed class RollingPearsonCorr : IBivariateStatistic, ISized
{
    private readonly RollingBivariateStatistic _rolling;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
    public RollingPearsonCorr(int windowSize) => _rolling = new RollingBivariateStatistic(new PearsonCorr(), windowSize);

    /// <summary>How many pairs count. Range [1, ∞).</summary>
    public int WindowSize => _rolling.WindowSize;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((PearsonCorr)_rolling.Obj).Ddof;
        init => _rolling = new RollingBivariateStatistic(new PearsonCorr { Ddof = value }, WindowSize);
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingpearsoncorr_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _rolling.Value;

    /// <inheritdoc/>
    public void Update(double x, double y) => _rolling.Update(x, y);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("rolling", _rolling);
}
