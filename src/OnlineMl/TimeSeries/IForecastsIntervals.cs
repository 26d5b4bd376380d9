namespace OnlineMl.TimeSeries;

/// <summary>A forecaster that can say between which two numbers the value of each of the next steps is expected to lie.</summary>
public interface IForecastsIntervals
{
    /// <summary>The intervals around a forecast. Changes nothing but <paramref name="intervals"/>.</summary>
    /// <param name="forecast">What the forecaster has just forecast for the next steps.</param>
    /// <param name="intervals">Receives an interval for each step; as long as the forecast.</param>
    /// <param name="level">The share of values that are to lie in their interval, in (0, 1).</param>
    /// <returns>False while the forecaster cannot tell.</returns>
    bool TryForecastIntervals(ReadOnlySpan<double> forecast, Span<Interval> intervals, double level);
}
