using OnlineMl.Features;
using OnlineMl.Recommendation;
using OnlineMl.TimeSeries;

namespace OnlineMl;

/// <summary>What is asked of a model beside the features of an example.</summary>
public sealed record PredictionOptions
{
    /// <summary>The longest horizon that can be asked for.</summary>
    public const int MaxHorizon = 10_000;

    /// <summary>How many steps a forecaster forecasts. Range [1, 10000], default 1; other models answer no horizon but 1.</summary>
    public int Horizon { get; init => field = Require.Between(value, 1, MaxHorizon); } = 1;

    /// <summary>The features of the steps that are forecast, the next one first, as many as <see cref="Horizon"/>; null when they are not known. Only
    /// forecasters can be given them that are <see cref="IForecaster.TakesFutureFeatures"/>.</summary>
    public IReadOnlyList<FeatureVector>? FutureFeatures { get; init; }

    /// <summary>The arms that a policy may choose from; null for those that it knows. Models that are no policies are asked without arms.</summary>
    public IReadOnlyList<Label>? Arms { get; init; }

    /// <summary>The items that a recommender is to put into an order for the user of the example; null for none. Only models can be asked that are
    /// <see cref="IRanker"/>.</summary>
    public IReadOnlyList<Label>? Items { get; init; }

    /// <summary>Whether to say what each feature adds to the prediction, which only models can be asked that are <see cref="IExplains"/>.
    /// Default false.</summary>
    public bool Explains { get; init; }

    /// <summary>The share of targets that are to lie in the interval that comes with the prediction, which only models can be asked for that are
    /// <see cref="IPredictsInterval"/> or <see cref="IForecastsIntervals"/>; null for none. Range [0.01, 0.9999], default null.</summary>
    public double? IntervalLevel { get; init => field = value is { } level ? Require.Between(level, 0.01, 0.9999) : null; }
}
