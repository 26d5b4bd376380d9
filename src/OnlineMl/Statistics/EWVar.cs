using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Statistics;

/// <summary>The exponentially weighted variance, which follows a stream that changes. Starts at 0; infinity while it exceeds the largest number.</summary>
/// <remarks>The weighted mean of the squared distances from the weighted mean, from which each step takes no difference of squares, so that a stream far
/// from zero has the variance that it has near zero. Finch, Incremental calculation of weighted mean and variance (2009), section 9.</remarks>
[Component("EWVar")]
public sealed class EWVar : IStatistic
{
    // Squares of smaller numbers are numbers.
    private const double Far = 1e150;

    private double _mean;
    private double _halfDeviation;
    private bool _started;

    /// <summary>The share of the newest number: the closer to 1, the faster the past is forgotten. Range [0, 1], default 0.5.</summary>
    [Parameter("fading_factor", "alpha")]
    public double FadingFactor { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"ewv_{FadingFactor}");

    /// <inheritdoc/>
    public double Value => 4 * _halfDeviation * _halfDeviation;

    /// <inheritdoc/>
    public void Update(double x)
    {
        Require.Finite(x, nameof(x));
        if (!_started)
        {
            _started = true;
            _mean = x;
            return;
        }

        // Halves, as the distance of two numbers need not be one.
        var half = x / 2 - _mean / 2;
        _mean += FadingFactor * half * 2;
        var scale = Math.Max(Math.Abs(half), _halfDeviation);
        scale = scale < Far ? 1 : scale;
        double distance = half / scale, deviation = _halfDeviation / scale;
        _halfDeviation = scale * Math.Sqrt((1 - FadingFactor) * (deviation * deviation + FadingFactor * distance * distance));
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("mean", ref _mean);
        state.Field("halfDeviation", ref _halfDeviation, NumberRange.NotNegative);
        state.Field("started", ref _started);
        if (state.IsLoading)
        {
            // States of before hold the mean of the squares.
            var squares = double.NaN;
            state.Field("squares", ref squares, NumberRange.Any);
            _halfDeviation = double.IsNaN(squares) ? _halfDeviation : Math.Sqrt(Math.Max(0, squares - _mean * _mean)) / 2;
        }
    }
}
