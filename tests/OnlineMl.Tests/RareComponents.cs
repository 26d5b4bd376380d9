using System.Globalization;
using OnlineMl.Anomaly;
using OnlineMl.Bandits;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.Recommendation;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.TimeSeries;

namespace OnlineMl.Tests;

/// <summary>A small component for each task of which the catalog has none yet.</summary>
public static class RareComponents
{
    /// <summary>The built-in components and these.</summary>
    public static ComponentCatalog Catalog { get; } = ComponentCatalog.BuiltIn
        .With<MeanOfEach>().With<LastOfEach>().With<RandomArm>().With<FarFromMean>().With<RandomAsker>().With<SureMean>().With<MeanOfItem>().With<ScoreAbove>()
        .With<FarStep>().With<InProportion>();

    /// <summary>Predicts the mean of each target.</summary>
    [Component("MeanOfEach")]
    public sealed class MeanOfEach : IMultiTargetRegressor
    {
        private readonly List<string> _names = [];
        private readonly List<double> _sums = [];
        private readonly List<double> _counts = [];

        /// <inheritdoc/>
        public void Predict(FeatureVector x, NamedPredictions predictions)
        {
            for (var i = 0; i < _names.Count; i++)
            {
                predictions.Add(_names[i], _sums[i] / _counts[i]);
            }
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, NamedTargets y, double weight = 1)
        {
            foreach (var (name, target) in y)
            {
                var i = _names.IndexOf(name);
                if (i < 0)
                {
                    i = _names.Count;
                    _names.Add(name);
                    _sums.Add(0);
                    _counts.Add(0);
                }

                _sums[i] += weight * target.Number;
                _counts[i] += weight;
            }
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("names", _names, FieldLength.Any);
            state.Field("sums", _sums, FieldLength.Any);
            state.Field("counts", _counts, FieldLength.Any);
        }
    }

    /// <summary>Predicts the last class of each label, half sure.</summary>
    [Component("LastOfEach")]
    public sealed class LastOfEach : IMultiLabelClassifier
    {
        private readonly List<string> _names = [];
        private readonly List<Label> _labels = [];

        /// <inheritdoc/>
        public void Predict(FeatureVector x, NamedPredictions predictions)
        {
            for (var i = 0; i < _names.Count; i++)
            {
                var prediction = predictions.Add(_names[i]);
                prediction.Probabilities.Add(_labels[i], 0.5);
                prediction.SetProbabilities(ModelTask.Classification);
            }
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, NamedTargets y, double weight = 1)
        {
            _names.Clear();
            _labels.Clear();
            foreach (var (name, target) in y)
            {
                _names.Add(name);
                _labels.Add(target.Label);
            }
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("names", _names, FieldLength.Any);
            state.Field("labels", _labels, FieldLength.Any);
        }
    }

    /// <summary>Chooses any arm.</summary>
    [Component("RandomArm")]
    public sealed class RandomArm(IReadOnlyList<string> names, int? seed = null) : IPolicy
    {
        private RandomSource? _random = new(seed);
        private double _reward;

        /// <summary>The arms.</summary>
        public IReadOnlyList<string> Names { get; } = names;

        /// <summary>Where the draws begin.</summary>
        public int? Seed { get; } = seed;

        /// <summary>What it got.</summary>
        public double Reward => _reward;

        /// <inheritdoc/>
        [NotAParameter]
        public IReadOnlyList<Label> Arms => [.. Names.Select(name => new Label(name))];

        /// <inheritdoc/>
        public Label Pull(FeatureVector x, IReadOnlyList<Label> arms) => arms[_random!.NextInt(arms.Count)];

        /// <inheritdoc/>
        public void Learn(FeatureVector x, Label arm, double reward, double weight = 1) => _reward += reward * weight;

        void IStateful.Describe(StateArchive state)
        {
            state.Child("random", ref _random, () => new RandomSource(Seed));
            state.Field("reward", ref _reward);
        }
    }

    /// <summary>Scores by the distance from the mean.</summary>
    [Component("FarFromMean")]
    public sealed class FarFromMean : ISupervisedAnomalyDetector
    {
        private double _sum;
        private double _count;

        /// <inheritdoc/>
        public double Score(FeatureVector x, double y) => Math.Abs(y - (_sum / _count));

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y, double weight = 1)
        {
            _sum += weight * y;
            _count += weight;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("sum", ref _sum);
            state.Field("count", ref _count);
        }
    }

    /// <summary>Asks for half of the labels.</summary>
    [Component("RandomAsker")]
    public sealed class RandomAsker(int? seed = null) : IActiveLearner
    {
        private RandomSource? _random = new(seed);

        /// <summary>Where the draws begin.</summary>
        public int? Seed { get; } = seed;

        /// <inheritdoc/>
        public Label Predict(FeatureVector x) => true;

        /// <inheritdoc/>
        public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
        {
            probabilities.Clear();
            probabilities.Add(true, 1);
        }

        /// <inheritdoc/>
        public bool Ask(FeatureVector x, Probabilities probabilities)
        {
            PredictProbabilities(x, probabilities);
            return _random!.NextInt(2) == 0;
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, Label y, double weight = 1)
        {
        }

        void IStateful.Describe(StateArchive state) => state.Child("random", ref _random, () => new RandomSource(Seed));
    }

    /// <summary>Predicts the mean, between the level less and the level more; the first feature adds itself.</summary>
    [Component("SureMean")]
    public sealed class SureMean : IRegressor, IPredictsInterval, IExplains
    {
        private double _sum;
        private double _count;

        /// <inheritdoc/>
        public double Predict(FeatureVector x) => _count == 0 ? 0 : _sum / _count;

        /// <inheritdoc/>
        public Interval? PredictInterval(FeatureVector x, double level) => _count == 0 ? null : new Interval(Predict(x) - level, Predict(x) + level);

        /// <inheritdoc/>
        public void Explain(FeatureVector x, Contributions contributions)
        {
            contributions.Baseline = Predict(x);
            contributions.Add(x.First().Name, x.First().Number);
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y, double weight = 1)
        {
            _sum += weight * y;
            _count += weight;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("sum", ref _sum);
            state.Field("count", ref _count);
        }
    }

    /// <summary>Predicts the mean of an item, and 0 for one that nobody has seen.</summary>
    [Component("MeanOfItem")]
    public sealed class MeanOfItem(string item) : IRanker
    {
        private readonly List<string> _names = [];
        private readonly List<double> _sums = [];
        private readonly List<double> _counts = [];

        /// <inheritdoc/>
        public string Item { get; } = item;

        /// <inheritdoc/>
        public double Predict(FeatureVector x) => MeanOf(NameIn(x));

        /// <inheritdoc/>
        public void Rank(FeatureVector x, Span<Label> items)
        {
            var ordered = items.ToArray().OrderByDescending(label => MeanOf(label.ToString())).ToArray();
            ordered.CopyTo(items);
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y, double weight = 1)
        {
            var name = NameIn(x);
            var i = _names.IndexOf(name);
            if (i < 0)
            {
                i = _names.Count;
                _names.Add(name);
                _sums.Add(0);
                _counts.Add(0);
            }

            _sums[i] += weight * y;
            _counts[i] += weight;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("names", _names, FieldLength.Any);
            state.Field("sums", _sums, FieldLength.Any);
            state.Field("counts", _counts, FieldLength.Any);
        }

        private static string NameOf(Feature feature) => feature.Text ?? feature.Number.ToString(CultureInfo.InvariantCulture);

        private string NameIn(FeatureVector x) => x.Where(feature => feature.Name == Item).Select(NameOf).FirstOrDefault("");

        private double MeanOf(string name) => _names.IndexOf(name) is >= 0 and var i ? _sums[i] / _counts[i] : 0;
    }

    /// <summary>Scores by the value of the first feature, and takes what is above a limit for an anomaly; cannot tell before it has learned.</summary>
    [Component("ScoreAbove")]
    public sealed class ScoreAbove(double limit) : IAnomalyFilter
    {
        private double _learned;

        /// <summary>The limit.</summary>
        public double Limit { get; } = limit;

        /// <inheritdoc/>
        public double Score(FeatureVector x) => _learned == 0 ? double.NaN : Math.Round(x.First().Number, 6);

        /// <inheritdoc/>
        public bool IsAnomaly(double score) => score > Limit;

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double weight = 1) => _learned += weight;

        void IStateful.Describe(StateArchive state) => state.Field("learned", ref _learned);
    }

    /// <summary>Finds a change where the first feature moves far from one example to the next.</summary>
    [Component("FarStep")]
    public sealed class FarStep(double distance) : IDataDriftDetector
    {
        private double _last = double.NaN;
        private bool _drift;

        /// <summary>How far is far.</summary>
        public double Distance { get; } = distance;

        /// <inheritdoc/>
        [NotAParameter]
        public bool DriftDetected => _drift;

        /// <inheritdoc/>
        public void Update(FeatureVector x)
        {
            _drift = Math.Abs(x.First().Number - _last) > Distance;
            _last = x.First().Number;
        }

        void IStateful.Describe(StateArchive state)
        {
            state.Field("last", ref _last, NumberRange.Any);
            state.Field("drift", ref _drift);
        }
    }

    /// <summary>Forecasts values in proportion to the first feature of their step, as the last one was; cannot tell without the features.</summary>
    [Component("InProportion")]
    public sealed class InProportion : IForecaster
    {
        private double _ratio = double.NaN;

        bool IForecaster.TakesFutureFeatures => true;

        /// <inheritdoc/>
        public void Forecast(Span<double> forecast, IReadOnlyList<FeatureVector>? xs = null)
        {
            for (var h = 0; h < forecast.Length; h++)
            {
                forecast[h] = xs is null ? double.NaN : _ratio * xs[h].First().Number;
            }
        }

        /// <inheritdoc/>
        public void Learn(FeatureVector x, double y) => _ratio = y / x.First().Number;

        void IStateful.Describe(StateArchive state) => state.Field("ratio", ref _ratio, NumberRange.Any);
    }
}
