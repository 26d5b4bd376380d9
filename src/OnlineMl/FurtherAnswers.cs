using OnlineMl.Features;
using OnlineMl.Recommendation;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl;

/// <summary>What is asked of a model beside its prediction, and what it is that can answer that.</summary>
internal readonly struct FurtherAnswers
{
    private readonly double _level;
    private readonly IExplains? _explaining;
    private readonly IPredictsInterval? _interval;
    private readonly IForecastsIntervals? _intervals;
    private readonly IRanker? _ranker;
    private readonly IReadOnlyList<Label> _items;

    /// <exception cref="ArgumentException">The component cannot answer what is asked.</exception>
    public FurtherAnswers(IStateful component, PredictionOptions options)
    {
        if (options.Explains)
        {
            _explaining = Abilities.Of<IExplains>(component) ?? throw new ArgumentException(
                $"{component.GetType().Name} does not say what features add to its predictions.", nameof(options));
        }

        _items = options.Items ?? [];
        if (options.Items is not null)
        {
            _ranker = Abilities.Of<IRanker>(component) ?? throw new ArgumentException(
                $"{component.GetType().Name} does not put items into an order.", nameof(options));
        }

        if (options.IntervalLevel is { } level)
        {
            _level = level;
            _interval = Abilities.Of<IPredictsInterval>(component);
            _intervals = Abilities.Of<IForecastsIntervals>(component);
            if (_interval is null && _intervals is null)
            {
                throw new ArgumentException($"{component.GetType().Name} does not say between which numbers the target is expected to lie.", nameof(options));
            }
        }
    }

    public bool AreWanted => (_explaining ?? _interval ?? _intervals ?? (object?)_ranker) is not null;

    /// <summary>Adds the answers to a prediction.</summary>
    /// <param name="x">The example as the component sees it.</param>
    /// <param name="prediction">What it predicts.</param>
    public void Give(FeatureVector x, Prediction prediction)
    {
        if (_explaining is not null)
        {
            _explaining.Explain(x, prediction.Contributions);
            prediction.SetContributions();
        }

        if (_ranker is not null)
        {
            Label[] ranking = [.. _items];
            _ranker.Rank(x, ranking);
            prediction.SetRanking(ranking);
        }

        if (_interval is not null)
        {
            prediction.SetInterval(prediction.IsEmpty ? null : _interval.PredictInterval(x, _level));
        }

        if (_intervals is not null && !prediction.IsEmpty)
        {
            var intervals = new Interval[prediction.Forecast.Length];
            if (_intervals.TryForecastIntervals(prediction.Forecast, intervals, _level))
            {
                prediction.SetIntervals(intervals);
            }
        }
    }
}
