using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The distance between two quantiles of the last numbers. NaN before there is a number.</summary>
[Component("RollingIQR")]
public sealed class RollingIqr : IStatistic, ISized
{
    private readonly SortedWindow _window;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingIqr(int windowSize)
    {
        WindowSize = Require.Positive(windowSize);
        _window = new SortedWindow(windowSize);
    }

    /// <summary>How many numbers count. Range [1, ∞).</summary>
    public int WindowSize { get; }

    /// <summary>The lower quantile; below <see cref="QSup"/>. Range [0, 1], default 0.25.</summary>
    public double QInf { get; init => field = Require.Between(value, 0, 1); } = 0.25;

    /// <summary>The upper quantile; above <see cref="QInf"/>. Range [0, 1], default 0.75.</summary>
    public double QSup { get; init => field = Require.Between(value, 0, 1); } = 0.75;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"rolling_RollingIQR_{QInf}_{QSup}");

    /// <inheritdoc/>
    public double Value => _window.Quantile(QSup) - _window.Quantile(QInf);

    /// <inheritdoc/>
    public void Update(double x) => _window.Push(x);

    double ISized.EstimateBytes(int classes) => WindowSize * ComponentSize.PerNumber;

    void IStateful.Describe(StateArchive state) => state.Child("window", _window);
}
