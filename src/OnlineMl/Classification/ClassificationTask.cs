using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Classification;

/// <summary>The task of predicting a class: one of two, or one of any number.</summary>
internal sealed class ClassificationTask : ModelTaskOf<IClassifier, ClassifierPipeline>
{
    public static readonly ClassificationTask Binary = new("binary classification", ["binary"], ["Accuracy", "F1", "LogLoss"]);

    public static readonly ClassificationTask Multiclass = new(
        "classification", ["multiclass", "binary", "neighbor"], ["Accuracy", "MacroF1"]);

    private ClassificationTask(string name, string[] flavors, string[] metrics)
        : base(name)
    {
        Flavors = flavors;
        UsualMetrics = metrics;
    }

    public override Type ModelType => ReferenceEquals(this, Binary) ? typeof(IBinaryClassifier) : typeof(IClassifier);

    public override IReadOnlyList<string> Flavors { get; }

    public override IReadOnlyList<string> UsualMetrics { get; }

    public override TargetType TargetType => TargetType.Class;

    public override bool HasClasses => true;

    internal override FeatureTrial Trial { get; } = FeatureTrial.OfTargets(new Label(false), new Label(true));

    public override Target Fit(in Target y) => ClassOf(in y);

    public override void Predict(IClassifier model, FeatureVector x, Prediction prediction)
    {
        prediction.Clear();
        model.PredictProbabilities(x, prediction.Probabilities);
        prediction.SetProbabilities(this);
    }

    public override void Learn(IClassifier model, FeatureVector x, in Target y, double weight)
    {
        var label = ClassOf(in y);
        if (Require.Example(x, weight))
        {
            model.Learn(x, label, weight);
        }
    }

    public override void PredictThenLearn(IClassifier model, FeatureVector x, in Target y, Prediction prediction, double weight)
    {
        Require.Weight(weight);
        prediction.Clear();
        model.PredictThenLearn(x, ClassOf(in y), prediction.Probabilities, weight);
        prediction.SetProbabilities(this);
    }

    public override void LearnMany(IClassifier model, FeatureVector[] batch, Target[] targets, ReadOnlySpan<double> weights) =>
        model.LearnMany(batch, Array.ConvertAll(targets, y => y.Label), weights);

    public override void PredictMany(IClassifier model, FeatureVector[] batch, ReadOnlySpan<Prediction> predictions)
    {
        model.PredictProbabilitiesMany(batch, Array.ConvertAll(predictions.ToArray(), prediction => prediction.Probabilities));
        foreach (var prediction in predictions)
        {
            prediction.SetProbabilities(this);
        }
    }

    public override ClassifierPipeline MakePipeline(ReadOnlySpan<ITransformer> transformers, IClassifier model, bool learnDuringPredict) =>
        new(transformers, model, learnDuringPredict);

    public override bool IsMeasuredBy(IMetric metric) => metric is IClassificationMetric;

    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
        if (!y.Label.IsNone)
        {
            metrics.Update(y.Label, prediction.Label, prediction.Probabilities);
        }
    }

    /// <summary>Writes the classes with their probabilities, in the order in which the model met them.</summary>
    public override void WriteInFull(Utf8JsonWriter json, Prediction prediction)
    {
        json.WriteStartObject();
        PredictionJson.Write(json, prediction.Probabilities);
        json.WriteEndObject();
    }

    public override void Read(JsonElement json, Prediction prediction)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            PredictionJson.Read(json, prediction.Probabilities);
            prediction.SetProbabilities(this);
        }
        else
        {
            prediction.SetLabel(this, PredictionJson.Label(json));
        }
    }

    /// <summary>The flavor says the form; a custom model of more than two classes answers with the class.</summary>
    public override bool IsShownInShort(string flavor) => flavor switch
    {
        "multiclass" => true,
        "binary" => false,
        _ => ReferenceEquals(this, Multiclass),
    };

    internal override bool Fits(object component) => ReferenceEquals(this, Binary)
        ? component is IBinaryClassifier || (component is ClassifierPipeline { Last: { } last } && Fits(last))
        : component is IClassifier;

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction) => PredictionJson.Write(json, prediction.Label);

    /// <summary>The class that a target stands for.</summary>
    /// <exception cref="ArgumentException">It stands for none.</exception>
    internal static Label ClassOf(in Target y) => y.Label.IsNone ? WholeOf(in y) : y.Label;

    private static Label WholeOf(in Target y)
    {
        if (y.Outputs is not null)
        {
            throw new ArgumentException("The target has several values by name; a classification needs one class.", nameof(y));
        }

        var number = y.Number;
        return Math.Floor(number) == number && Math.Abs(number) < 1L << 53
            ? new Label((long)number)
            : throw new ArgumentException($"The target {number} is no class; a text, a whole number or a truth value is needed.", nameof(y));
    }
}
