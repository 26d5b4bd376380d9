using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Regression;

/// <summary>The task of predicting a number.</summary>
internal sealed class RegressionTask() : ModelTaskOf<IRegressor, RegressorPipeline>("regression")
{
    public static readonly RegressionTask Instance = new();

    public override IReadOnlyList<string> Flavors { get; } = ["regression", "neighbor"];

    public override IReadOnlyList<string> UsualMetrics { get; } = ["MAE", "RMSE", "R2"];

    public override TargetType TargetType => TargetType.Number;

    internal override FeatureTrial Trial { get; } = FeatureTrial.OfTargets(0.0, 1.0);

    /// <summary>Refuses a target that is no finite number.</summary>
    /// <exception cref="ArgumentException">The target is a text, infinite or NaN.</exception>
    public static void Check(in Target y)
    {
        if (y.Label.Kind == LabelKind.Text)
        {
            throw new ArgumentException($"The target '{y.Label}' is a text; a regression needs a number.", nameof(y));
        }

        if (!double.IsFinite(y.Number))
        {
            if (y.Outputs is not null)
            {
                throw new ArgumentException("The target has several values by name; a regression needs one number.", nameof(y));
            }

            throw new ArgumentException($"The target is {y.Number}; a finite number is needed.", nameof(y));
        }
    }

    public override Target Fit(in Target y)
    {
        Check(in y);
        return y.Number;
    }

    public override void Predict(IRegressor model, FeatureVector x, Prediction prediction) => prediction.SetNumber(this, model.Predict(x));

    public override void Learn(IRegressor model, FeatureVector x, in Target y, double weight)
    {
        Check(in y);
        if (Require.Example(x, weight))
        {
            model.Learn(x, y.Number, weight);
        }
    }

    public override void PredictThenLearn(IRegressor model, FeatureVector x, in Target y, Prediction prediction, double weight)
    {
        Require.Weight(weight);
        Check(in y);
        prediction.SetNumber(this, model.PredictThenLearn(x, y.Number, weight));
    }

    public override void LearnMany(IRegressor model, FeatureVector[] batch, Target[] targets, ReadOnlySpan<double> weights) =>
        model.LearnMany(batch, Array.ConvertAll(targets, y => y.Number), weights);

    public override void PredictMany(IRegressor model, FeatureVector[] batch, ReadOnlySpan<Prediction> predictions)
    {
        var numbers = new double[predictions.Length];
        model.PredictMany(batch, numbers);
        for (var i = 0; i < numbers.Length; i++)
        {
            predictions[i].SetNumber(this, numbers[i]);
        }
    }

    public override RegressorPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IRegressor model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => metric is IRegressionMetric;

    /// <summary>An order of items says nothing that a number could be compared with.</summary>
    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
        if (prediction.Ranking.IsEmpty)
        {
            metrics.Update(y.Number, prediction.Number);
        }
    }

    /// <summary>The 0 of a regressor that has learned nothing is no answer: the River API does not measure it.</summary>
    public override bool SaysNothingBeforeLearning(Prediction prediction) => prediction.Number == 0;

    /// <summary>Reads a number, or a list of items in their order.</summary>
    public override void Read(JsonElement json, Prediction prediction)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            prediction.SetNumber(this, 0);
            prediction.SetRanking([.. json.EnumerateArray().Select(PredictionJson.Label)]);
        }
        else
        {
            prediction.SetNumber(this, PredictionJson.Number(json));
        }
    }

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction)
    {
        if (prediction.Ranking.IsEmpty)
        {
            PredictionJson.Write(json, prediction.Number);
            return;
        }

        json.WriteStartArray();
        foreach (var item in prediction.Ranking)
        {
            PredictionJson.Write(json, item);
        }

        json.WriteEndArray();
    }
}
