using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The covariance of the last pairs. 0 before there are two.</summary>
/// <remarks>The same as <see cref="RollingBivariateStatistic"/> around <see cref="Cov"/>, under the name that older models
/// use.</remarks>
[Component("RollingCov")]
public sealed class RollingCov : IBivariateStatistic, ISized
{
    private readonly RollingBivariateStatistic _rolling;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many pairs count. Range [1, ∞).</param>
    public RollingCov(int windowSize) => _rolling = new RollingBivariateStatistic(new Cov(), windowSize);

    /// <summary>How many pairs count. Range [1, ∞).</summary>
    public int WindowSize => _rolling.WindowSize;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((Cov)_rolling.Obj).Ddof;
        init => _rolling = new RollingBivariateStatistic(new Cov { Ddof = value }, WindowSize);
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingcov_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _rolling.Value;

    /// <inheritdoc/>
    public void Update(double x, double y) => _rolling.Update(x, y);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("rolling", _rolling);
}
