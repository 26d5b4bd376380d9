using OnlineMl.Anomaly;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Statistics;
using OnlineMl.TimeSeries;

namespace OnlineMl.Tests.Contract;

/// <summary>Puts components to work after the tasks that they serve.</summary>
internal static class Subjects
{
    /// <summary>A component at work; null for a part of other components, which learns nothing by itself.</summary>
    public static Subject? Of(object component) => component switch
    {
        IClassifier classifier => new Classifying(classifier),
        IRegressor regressor => new Regressing(regressor),
        IClusterer clusterer => new Clustering(clusterer),
        IAnomalyDetector detector => new Scoring(detector),
        IForecaster forecaster => new Forecasting(forecaster),
        ITransformer transformer => new Transforming(transformer),
        IDriftDetector detector => new Detecting(detector),
        IStatistic statistic => new Summing(statistic),
        IBivariateStatistic statistic => new Pairing(statistic),
        ICategoricalStatistic statistic => new Counting(statistic),
        ConfusionMatrix matrix => new Confusing(matrix),
        IMetric metric => new Measuring(metric),
        _ => null,
    };

    private sealed class Classifying(IClassifier model) : Subject(model)
    {
        public override bool IsWeighted => true;

        protected override void Learn(Example example, FeatureVector x) =>
            model.Learn(x, model is IBinaryClassifier ? example.Truth : example.Text, example.Weight);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer)
        {
            var probabilities = new Probabilities();
            model.PredictProbabilities(x, probabilities);
            answer.Add(new Figure("label " + model.Predict(x), 0));
            foreach (var (label, probability) in probabilities)
            {
                Assert.InRange(probability, 0, 1);
                answer.Add(new Figure(label.ToString(), probability));
            }

            Assert.True(probabilities.Count == 0 || Math.Abs(probabilities.Sum(pair => pair.Value) - 1) < 1e-9, "The probabilities do not add up to 1.");
        }
    }

    private sealed class Regressing(IRegressor model) : Subject(model)
    {
        public override bool IsWeighted => true;

        public override bool LearnsNumber => true;

        protected override void Learn(Example example, FeatureVector x) => model.Learn(x, example.Number, example.Weight);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure("prediction", model.Predict(x)));
    }

    private sealed class Clustering(IClusterer model) : Subject(model)
    {
        public override bool IsWeighted => true;

        protected override void Learn(Example example, FeatureVector x) => model.Learn(x, example.Weight);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure("cluster", model.Predict(x) ?? -1));
    }

    private sealed class Scoring(IAnomalyDetector model) : Subject(model)
    {
        public override bool IsWeighted => true;

        protected override void Learn(Example example, FeatureVector x) => model.Learn(x, example.Weight);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure("score", model.Score(x)));
    }

    private sealed class Forecasting(IForecaster model) : Subject(model)
    {
        public override bool LearnsNumber => true;

        protected override void Learn(Example example, FeatureVector x) => model.Learn(x, example.Number);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer)
        {
            var forecast = new double[3];
            model.Forecast(forecast);
            answer.AddRange(forecast.Select((value, step) => new Figure($"forecast {step}", value)));
        }
    }

    private sealed class Transforming(ITransformer step) : Subject(step)
    {
        public override bool IsWeighted => step is ISupervisedTransformer;

        public override bool LearnsNumber => step is ISupervisedTransformer;

        private readonly FeatureSpace _made = new();

        protected override void Learn(Example example, FeatureVector x)
        {
            if (step is ISupervisedTransformer supervised)
            {
                supervised.Learn(x, new Target(example.Number), example.Weight);
            }
            else
            {
                step.Learn(x);
            }

            if (example.Weight != 0)
            {
                Transform(x).AdmitStrangers();
            }
        }

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer)
        {
            foreach (var feature in Transform(x))
            {
                answer.Add(new Figure(feature.Name + " " + feature.Text, feature.Number));
            }
        }

        protected override void DescribeMore(StateArchive state) => state.Child("made", _made);

        private FeatureVector Transform(FeatureVector x)
        {
            var output = new FeatureVector(step.KeepsFeatures ? x.Space : _made, keepsStrangers: true);
            step.Transform(x, output);
            return output;
        }
    }

    private sealed class Detecting(IDriftDetector detector) : Subject(detector)
    {
        public override bool LearnsNumber => true;

        protected override void Learn(Example example, FeatureVector x) => detector.Update(Math.Abs(example.Number) < 1e9 ? example.Class > 0 ? 1 : 0 : example.Number);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer)
        {
            answer.Add(new Figure("drift", detector.DriftDetected ? 1 : 0));
            answer.Add(new Figure("warning", detector is IWarningDetector { WarningDetected: true } ? 1 : 0));
        }
    }

    private sealed class Summing(IStatistic statistic) : Subject(statistic)
    {
        public override bool IsWeighted => statistic is IWeightedStatistic;

        public override bool LearnsNumber => true;

        protected override void Learn(Example example, FeatureVector x)
        {
            if (statistic is IWeightedStatistic weighted)
            {
                weighted.Update(example.Number, example.Weight);
            }
            else
            {
                statistic.Update(example.Number);
            }
        }

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure("value", statistic.Value));
    }

    private sealed class Pairing(IBivariateStatistic statistic) : Subject(statistic)
    {
        public override bool IsWeighted => statistic is IWeightedBivariateStatistic;

        public override bool LearnsNumber => true;

        protected override void Learn(Example example, FeatureVector x)
        {
            if (statistic is IWeightedBivariateStatistic weighted)
            {
                weighted.Update(example.Class, example.Number, example.Weight);
            }
            else
            {
                statistic.Update(example.Class, example.Number);
            }
        }

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure("value", statistic.Value));
    }

    private sealed class Counting(ICategoricalStatistic statistic) : Subject(statistic)
    {
        protected override void Learn(Example example, FeatureVector x) => statistic.Update(example.Text.Text);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) =>
            answer.Add(new Figure("value " + statistic.Value.Text, statistic.Value.Number));
    }

    private sealed class Confusing(ConfusionMatrix matrix) : Subject(matrix)
    {
        public override bool IsWeighted => true;

        protected override void Learn(Example example, FeatureVector x) => matrix.Update(example.Text, example.Number > 3 ? "red" : "blue", example.Weight);

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure(matrix.ToString(), 0));
    }

    private sealed class Measuring(IMetric metric) : Subject(metric), IClusterCenters
    {
        public override bool IsWeighted => true;

        public override bool LearnsNumber => metric is IRegressionMetric;

        public int ClusterCount => 3;

        public void MeasureDistances(FeatureVector x, Span<double> distances) => new[] { 0.5, 1.5, 2.5 }.CopyTo(distances);

        protected override void Learn(Example example, FeatureVector x)
        {
            switch (metric)
            {
                case IRegressionMetric regression:
                    regression.Update(Math.Abs(example.Number), Math.Abs(example.Number) + example.Class, example.Weight);
                    break;
                case IClassificationMetric { RequiresLabels: true } classification:
                    classification.Update(example.Truth, example.Number > 3, example.Weight);
                    break;
                case IClassificationMetric classification:
                    classification.Update(example.Truth, Guess(example), example.Weight);
                    break;
                case IClusteringMetric clustering:
                    clustering.Update(x, example.Class, this, example.Weight);
                    break;
                default:
                    Assert.Fail($"The suite does not know how to feed a {metric.GetType()}.");
                    break;
            }
        }

        protected override void Answer(Example example, FeatureVector x, List<Figure> answer) => answer.Add(new Figure(metric.Name, metric.Value));

        private static Probabilities Guess(Example example)
        {
            var chance = example.Number % 1 is var part and >= 0 ? part : 0.5;
            return new Probabilities { { true, chance }, { false, 1 - chance } };
        }
    }
}
