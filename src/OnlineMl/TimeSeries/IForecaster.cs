using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.TimeSeries;

/// <summary>A model that predicts the next values of a series from those that it has learned.</summary>
public interface IForecaster : IStateful
{
    /// <summary>Whether forecasts depend on the features of the steps to come; a model whose forecasts do not is asked without them. Default false.</summary>
    bool TakesFutureFeatures => false;

    /// <summary>Forecasts the next values. Changes nothing.</summary>
    /// <param name="forecast">Receives the values of the next steps, as many as it is long; NaN while the model cannot tell.</param>
    /// <param name="xs">The features of those steps, a vector for each; null when they are not known.</param>
    void Forecast(Span<double> forecast, IReadOnlyList<FeatureVector>? xs = null);

    /// <summary>Learns the next value of the series.</summary>
    /// <param name="x">The features of the step; may be empty.</param>
    /// <param name="y">The value; finite.</param>
    void Learn(FeatureVector x, double y);
}
