using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The distance between two quantiles of the last numbers. NaN before there is a number.</summary>
[Component("RollingIQR")]
public sealed class RollingIqr : LastNumbers
{
    private readonly SortedWindow _window;

    /// <summary>Makes the statistic.</summary>
    /// <param name="windowSize">How many numbers count. Range [1, ∞).</param>
    public RollingIqr(int windowSize)
        : base(windowSize, "rolling_RollingIQR") => _window = new SortedWindow(windowSize);

    /// <summary>The lower quantile; below <see cref="QSup"/>. Range [0, 1], default 0.25.</summary>
    public double QInf { get; init => field = Require.Between(value, 0, 1); } = 0.25;

    /// <summary>The upper quantile; above <see cref="QInf"/>. Range [0, 1], default 0.75.</summary>
    public double QSup { get; init => field = Require.Between(value, 0, 1); } = 0.75;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"rolling_RollingIQR_{QInf}_{QSup}");

    /// <inheritdoc/>
    public override double Value => _window.Quantile(QSup) - _window.Quantile(QInf);

    /// <inheritdoc/>
    public override void Update(double x) => _window.Push(x);

    private protected override void Describe(StateArchive state) => state.Child("window", _window);
}
