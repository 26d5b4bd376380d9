using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.TimeSeries;

/// <summary>Forecasts by exponential smoothing of the level, the trend and the season of a series.</summary>
/// <remarks>Holt, "Forecasting seasonals and trends by exponentially weighted moving averages" (1957); Winters, "Forecasting sales by
/// exponentially weighted moving averages" (1960). The first max(2, seasonality) values start the components: the level is their mean, the trend
/// the mean of their differences and the season each value divided by the level; until then the forecast is not known. River starts an additive
/// season so, too, and forgets by and by that it is one of ratios. Without a trend and a season it is simple exponential smoothing. Learn costs
/// O(1), a forecast O(horizon); memory is two seasons. Features are not looked at. Intervals are those of Hyndman, Koehler, Ord and Snyder,
/// "Forecasting with Exponential Smoothing" (2008), table 6.1, by the mean squared error of the next step, about the last 200; with a season of ratios there is no
/// such formula, and no interval.
/// <example><code>
/// var model = new HoltWinters(alpha: 0.5, beta: 0.1);
/// foreach (var y in new[] { 10.0, 12, 14, 16 })
/// {
///     model.Learn(new FeatureVector(), y);
/// }
///
/// var forecast = new double[3];
/// model.Forecast(forecast);
/// </code></example></remarks>
[Component("HoltWinters")]
public sealed class HoltWinters : IForecaster, IForecastsIntervals
{
    // So few errors say little about how large they are; of so many the older ones are forgotten by and by, those of the start among them.
    private const int FewestErrors = 5;
    private const int MostErrors = 200;

    private double[] _first = [];
    private double[] _season = [];
    private double _level;
    private double _trend;
    private int _seen;
    private int _next;
    private double _squaredError;
    private int _errors;

    /// <summary>A forecaster.</summary>
    /// <param name="alpha">How fast the level follows.</param>
    /// <param name="beta">How fast the trend follows; null for no trend.</param>
    /// <param name="gamma">How fast the season follows; null for a season that stays as it started.</param>
    /// <param name="seasonality">How many steps a season has; 0 for no season.</param>
    /// <param name="multiplicative">Whether the season multiplies the level instead of being added to it.</param>
    public HoltWinters(double alpha, double? beta = null, double? gamma = null, int seasonality = 0, bool multiplicative = false)
    {
        Alpha = Require.Between(alpha, 0.0, 1.0, nameof(alpha));
        Beta = beta is { } b ? Require.Between(b, 0.0, 1.0, nameof(beta)) : null;
        Gamma = gamma is { } g ? Require.Between(g, 0.0, 1.0, nameof(gamma)) : null;
        Seasonality = Require.Between(seasonality, 0, 1_000_000, nameof(seasonality));
        Multiplicative = multiplicative;
        if (gamma is not null && seasonality == 0)
        {
            throw new ArgumentException("gamma is given, which needs a seasonality of at least 1.", nameof(gamma));
        }

        _first = new double[Starting];
    }

    /// <summary>How fast the level follows. Range [0, 1].</summary>
    public double Alpha { get; }

    /// <summary>How fast the trend follows. Range [0, 1], default none: there is no trend.</summary>
    public double? Beta { get; }

    /// <summary>How fast the season follows. Range [0, 1], default none: the season stays as it started.</summary>
    public double? Gamma { get; }

    /// <summary>How many steps a season has. Range [0, 1000000], default 0: there is no season.</summary>
    public int Seasonality { get; }

    /// <summary>Whether the season multiplies the level instead of being added to it. Default false.</summary>
    public bool Multiplicative { get; }

    /// <summary>How many values start the components.</summary>
    private int Starting => Math.Max(2, Seasonality);

    /// <inheritdoc/>
    public void Forecast(Span<double> forecast, IReadOnlyList<FeatureVector>? xs = null)
    {
        for (var h = 0; h < forecast.Length; h++)
        {
            forecast[h] = _seen < Starting ? double.NaN : With(_level + ((h + 1) * _trend), SeasonIn(h));
        }
    }

    /// <inheritdoc/>
    public bool TryForecastIntervals(ReadOnlySpan<double> forecast, Span<Interval> intervals, double level)
    {
        Require.StrictlyBetween(level, 0, 1);
        if ((Multiplicative && Seasonality > 0) || _errors < FewestErrors)
        {
            return false;
        }

        var width = Student.HalfWidth(level, _errors) * Math.Sqrt(_squaredError);
        var spread = 1.0;
        for (var h = 0; h < forecast.Length; h++)
        {
            var half = width * Math.Sqrt(spread);
            intervals[h] = new Interval(forecast[h] - half, forecast[h] + half);
            var effect = Alpha * (1 + (Beta.GetValueOrDefault() * (h + 1)));
            effect += Gamma is { } gamma && (h + 1) % Seasonality == 0 ? gamma : 0;
            spread += effect * effect;
        }

        return double.IsFinite(intervals[0].Width);
    }

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The value would make a component infinite; nothing is learned.</exception>
    public void Learn(FeatureVector x, double y)
    {
        Require.Finite(y, nameof(y));
        if (_seen < Starting)
        {
            _first[_seen++] = y;
            if (_seen == Starting)
            {
                Start();
            }

            return;
        }

        var season = SeasonIn(0);
        var level = (Alpha * (Multiplicative ? y / season : y - season)) + ((1 - Alpha) * (_level + _trend));
        var trend = Beta is { } beta ? (beta * (level - _level)) + ((1 - beta) * _trend) : 0;
        if (Gamma is { } gamma)
        {
            season = (Multiplicative ? gamma * y / (_level + _trend) : gamma * (y - _level - _trend)) + ((1 - gamma) * season);
        }

        if (!double.IsFinite(level) || !double.IsFinite(trend) || !double.IsFinite(season))
        {
            throw new NonFiniteStepException(nameof(HoltWinters));
        }

        var error = y - With(_level + _trend, SeasonIn(0));
        _errors = Math.Min(_errors + 1, MostErrors);
        var squaredError = _squaredError + (((error * error) - _squaredError) / _errors);
        _squaredError = double.IsFinite(squaredError) ? squaredError : double.MaxValue;
        _level = level;
        _trend = trend;
        if (Seasonality > 0)
        {
            _season[_next] = season;
            _next = (_next + 1) % Seasonality;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("seen", ref _seen, WholeRange.AtMost(Starting));
        state.Field("first", ref _first, _seen < Starting ? Starting : 0);
        state.Field("season", ref _season, _seen < Starting ? 0 : Seasonality);
        state.Field("level", ref _level);
        state.Field("trend", ref _trend);
        state.Field("next", ref _next, WholeRange.Below(Math.Max(1, Seasonality)));
        state.Field("squaredError", ref _squaredError, NumberRange.NotNegative);
        state.Field("errors", ref _errors, WholeRange.AtMost(MostErrors));
    }

    private double With(double level, double season) => Multiplicative ? level * season : level + season;

    /// <summary>The season of a step, counted from the next one.</summary>
    private double SeasonIn(int steps) =>
        Seasonality > 0 ? _season[(int)((_next + (long)steps) % Seasonality)] : Multiplicative ? 1 : 0;

    private void Start()
    {
        var (sum, differences) = (0.0, 0.0);
        for (var i = 0; i < _first.Length; i++)
        {
            sum += _first[i];
            differences += i > 0 ? _first[i] - _first[i - 1] : 0;
        }

        _level = sum / _first.Length;
        _trend = Beta is null ? 0 : differences / (_first.Length - 1);
        _season = new double[Seasonality];
        for (var i = 0; i < Seasonality; i++)
        {
            // A season of zeros has no ratios.
            _season[i] = _level == 0 ? (Multiplicative ? 1 : 0) : _first[i] / _level;
        }

        _first = [];
    }
}
