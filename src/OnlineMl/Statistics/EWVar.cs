using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The exponentially weighted variance, which follows a stream that changes. Starts at 0.</summary>
/// <remarks>The difference of the weighted mean of the squares and the square of the weighted mean, never below 0.</remarks>
[Component("EWVar")]
public sealed class EWVar : IStatistic
{
    private double _mean;
    private double _squares;
    private bool _started;

    /// <summary>The share of the newest number: the closer to 1, the faster the past is forgotten. Range [0, 1], default 0.5.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"ewv_{FadingFactor}");

    /// <inheritdoc/>
    public double Value => Math.Max(0, _squares - _mean * _mean);

    /// <inheritdoc/>
    public void Update(double x)
    {
        if (_started)
        {
            _mean = FadingFactor * x + (1 - FadingFactor) * _mean;
            _squares = FadingFactor * (x * x) + (1 - FadingFactor) * _squares;
        }
        else
        {
            _started = true;
            _mean = x;
            _squares = x * x;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("mean", ref _mean);
        state.Field("squares", ref _squares);
        state.Field("started", ref _started);
    }
}
