using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The standard error of the mean of the last numbers. 0 until more than <see cref="Ddof"/> were seen.</summary>
/// <remarks>The same as <see cref="RollingStatistic"/> around <see cref="Sem"/>, under the name that older models use.</remarks>
[Component("RollingSEM")]
public sealed class RollingSem : IStatistic, ISized
{
    private readonly RollingStatistic _rolling;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingSem(int windowSize)
    {
        _rolling = new RollingStatistic(new Sem(), windowSize);
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize => _rolling.WindowSize;

    /// <summary>What is taken off the count when dividing: 1 for a sample, 0 for a population. Range [0, ∞), default 1.</summary>
    public int Ddof
    {
        get => ((Sem)_rolling.Obj).Ddof;
        init => _rolling = new RollingStatistic(new Sem { Ddof = value }, WindowSize);
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rollingsem_{WindowSize}");

    /// <inheritdoc/>
    public double Value => _rolling.Value;

    /// <inheritdoc/>
    public void Update(double x) => _rolling.Update(x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("rolling", _rolling);
}
