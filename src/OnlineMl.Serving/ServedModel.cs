using System.Runtime.InteropServices;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>One named model with its metrics, its call statistics and the predictions that wait for a label.</summary>
/// <remarks>Every member is called with <see cref="Gate"/> held, so that a prediction never sees half an update.</remarks>
internal sealed class ServedModel : IStateful
{
    private readonly OnlineMlServingOptions _options;
    private readonly FeatureVector _example;
    private readonly Prediction _prediction = new();
    private bool _hasLearned;

    public ServedModel(string name, Flavor flavor, Model model, MetricSet metrics, OnlineMlServingOptions options)
    {
        Name = name;
        Flavor = flavor;
        Model = model;
        Metrics = metrics;
        _options = options;
        _example = model.NewExample();
        Memory = new PredictionMemory(options.RememberedPredictions);
    }

    public Lock Gate { get; } = new();

    public string Name { get; }

    public Flavor Flavor { get; }

    public Model Model { get; }

    public MetricSet Metrics { get; }

    public PredictionMemory Memory { get; }

    public CallStatistics PredictCalls { get; } = new();

    public CallStatistics LearnCalls { get; } = new();

    /// <summary>Counts what happened to the model; it tells whether a snapshot is out of date.</summary>
    public long Version { get; private set; }

    /// <summary>Whether the model was removed while a call waited for it.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>Predicts and, under an identifier, remembers the prediction.</summary>
    public JsonElement Predict(JsonElement features, string? identifier)
    {
        Fill(features);
        var shown = Ask();
        if (identifier is not null)
        {
            Memory.Keep(new RememberedPrediction(identifier, features.Clone(), shown, PredictionJson.ShowInFull(_prediction)));
        }

        if (identifier is not null || Model.LearnDuringPredict)
        {
            Version++;
        }

        return shown;
    }

    /// <summary>Tests, then trains.</summary>
    /// <param name="features">The features.</param>
    /// <param name="truth">The target; null for unsupervised models.</param>
    /// <param name="prediction">What was predicted before; null to ask the model now.</param>
    /// <returns>The prediction as the flavor shows it.</returns>
    public JsonElement Learn(JsonElement features, Target? truth, JsonElement? prediction)
    {
        truth = truth is { } given ? Model.Fit(given) : null;
        Fill(features);
        JsonElement shown;
        if (prediction is { } earlier)
        {
            PredictionJson.Read(earlier, Model.Task, truth, _prediction);
            shown = PredictionJson.Show(_prediction, Flavor);
        }
        else
        {
            shown = Ask();
        }

        if (truth is { } target)
        {
            Model.Learn(_example, target);
            Measure(target);
        }
        else
        {
            Model.Learn(_example);
        }

        _hasLearned = true;
        Version++;
        return shown;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("metrics", Metrics);
        state.Child("memory", Memory);
        state.Child("predictCalls", PredictCalls);
        state.Child("learnCalls", LearnCalls);
        state.Field("hasLearned", ref _hasLearned);
    }

    /// <summary>The metrics by name.</summary>
    public IReadOnlyDictionary<string, double> ReadMetrics() =>
        Metrics.ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal);

    private JsonElement Ask()
    {
        Model.Predict(_example, _prediction);
        var shown = PredictionJson.Show(_prediction, Flavor);

        // The 0 of a regressor that has learned nothing is no answer: the River API does not measure it.
        if (!_hasLearned && Model.Task == ModelTask.Regression && _prediction.Number == 0)
        {
            _prediction.Clear();
        }

        return shown;
    }

    private void Measure(Target truth)
    {
        if (_prediction.IsEmpty)
        {
            return;
        }

        if (Model.Task == ModelTask.Regression)
        {
            Metrics.Update(truth.Number, _prediction.Number);
        }
        else if (!truth.Label.IsNone)
        {
            Metrics.Update(truth.Label, _prediction.Label, _prediction.Probabilities);
        }
    }

    private void Fill(JsonElement features)
    {
        try
        {
            _example.FillFromJson(JsonMarshal.GetRawUtf8Value(features), _options.MostFeatures);
        }
        catch (FeatureFormatException e)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, e.Message, e);
        }
    }
}
