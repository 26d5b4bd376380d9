using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>A task with several outputs by name, each of which is a prediction of another task.</summary>
/// <param name="name">The task in words.</param>
/// <param name="output">The task of each output.</param>
internal abstract class OutputsTask<TModel, TPipeline>(string name, ModelTask output) : ModelTaskOf<TModel, TPipeline>(name)
    where TModel : class, IStateful
    where TPipeline : Pipeline, TModel
{
    public override IReadOnlyList<string> Flavors => [];

    public override IReadOnlyList<string> UsualMetrics => output.UsualMetrics;

    public override Target Fit(in Target y)
    {
        var outputs = OutputsOf(in y);
        var fitting = new (string, Target)[outputs.Count];
        for (var i = 0; i < fitting.Length; i++)
        {
            fitting[i] = (outputs[i].Key, output.Fit(outputs[i].Value));
        }

        return new Target(new NamedTargets(fitting));
    }

    public sealed override void Predict(TModel model, FeatureVector x, Prediction prediction)
    {
        prediction.Clear();
        Predict(model, x, prediction.Outputs);
        prediction.SetOutputs(this);
    }

    public sealed override void Learn(TModel model, FeatureVector x, in Target y, double weight)
    {
        var fitting = OutputsOf(Fit(in y));
        if (Require.Example(x, weight))
        {
            Learn(model, x, fitting, weight);
        }
    }

    public override bool IsMeasuredBy(IMetric metric) => output.IsMeasuredBy(metric);

    /// <summary>Tells the metrics every output that is known and was predicted, so that each counts the same.</summary>
    public override void Measure(MetricSet metrics, FeatureVector x, in Target y, Prediction prediction, IClusterCenters? centers)
    {
        foreach (var (name, truth) in y.Outputs ?? Nothing)
        {
            if (prediction.Outputs.Find(name) is { IsEmpty: false } predicted)
            {
                output.Measure(metrics, x, in truth, predicted, centers);
            }
        }
    }

    public override void WriteInFull(Utf8JsonWriter json, Prediction prediction)
    {
        json.WriteStartObject();
        foreach (var (name, predicted) in prediction.Outputs)
        {
            json.WritePropertyName(name);
            output.WriteInFull(json, predicted);
        }

        json.WriteEndObject();
    }

    public override bool IsShownInShort(string flavor) => true;

    public override void Read(JsonElement json, Prediction prediction)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no object of outputs");
        }

        foreach (var entry in json.EnumerateObject())
        {
            var predicted = prediction.Outputs.Add(entry.Name);
            if (entry.Value.ValueKind != JsonValueKind.Null)
            {
                output.Read(entry.Value, predicted);
            }
        }

        prediction.SetOutputs(this);
    }

    private protected abstract void Predict(TModel model, FeatureVector x, NamedPredictions predictions);

    private protected abstract void Learn(TModel model, FeatureVector x, NamedTargets y, double weight);

    private static NamedTargets OutputsOf(in Target y) => y.Outputs ?? throw new ArgumentException(
        "The target has one value; the model needs one for each of its outputs, by name.", nameof(y));

    private static NamedTargets Nothing { get; } = new();

    private protected override void WriteAnswer(Utf8JsonWriter json, Prediction prediction)
    {
        json.WriteStartObject();
        foreach (var (name, predicted) in prediction.Outputs)
        {
            json.WritePropertyName(name);
            output.Write(json, predicted);
        }

        json.WriteEndObject();
    }
}
