using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>A statistic of the last pairs under the name that older models use.</summary>
public abstract class RollingPairAlias : IBivariateStatistic, ISized
{
    private protected RollingPairAlias(IRevertibleBivariateStatistic obj, int windowSize) =>
        Rolling = new RollingBivariateStatistic(obj, windowSize);

    /// <summary>How many pairs count. Range [1, ∞).</summary>
    public int WindowSize => Rolling.WindowSize;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rolling{Rolling.Name}_{WindowSize}");

    /// <inheritdoc/>
    public double Value => Rolling.Value;

    /// <summary>What it stands for.</summary>
    private protected RollingBivariateStatistic Rolling { get; init; }

    /// <inheritdoc/>
    public void Update(double x, double y) => Rolling.Update(x, y);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("rolling", Rolling);
}
