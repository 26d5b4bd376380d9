using System.Buffers;
using System.Text;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>One named model with its metrics, its call statistics, the predictions that wait for a label and the answers to
/// idempotency keys: the fold over the events of its log.</summary>
/// <remarks>Every member is called with <see cref="Gate"/> held, so that a prediction never sees half an update.</remarks>
internal sealed class ServedModel : IStateful
{
    private readonly OnlineMlServingOptions _options;
    private readonly FeatureVector _example;
    private readonly Prediction _prediction = new();
    private ArrayBufferWriter<byte>? _text;
    private Utf8JsonWriter? _json;
    private bool _hasLearned;
    private bool _isUnmeasured;

    public ServedModel(string name, ServedHeader header, Model model, OnlineMlServingOptions options, Catalog.ComponentCatalog catalog)
    {
        Name = name;
        Header = header;
        Model = model;
        Metrics = header.MakeMetrics(model, catalog);
        _options = options;
        _example = model.NewExample();
        Memory = new PredictionMemory(options);
        Window = new IdempotencyWindow(options);
    }

    public Lock Gate { get; } = new();

    public string Name { get; }

    public ServedHeader Header { get; }

    public Model Model { get; }

    public MetricSet Metrics { get; }

    public PredictionMemory Memory { get; }

    public IdempotencyWindow Window { get; }

    public CallStatistics PredictCalls { get; } = new();

    public CallStatistics LearnCalls { get; } = new();

    /// <summary>The position of the last event that was applied.</summary>
    public long Position { get; set; }

    /// <summary>Whether the last event was done, as opposed to refused or a repetition.</summary>
    public bool HasDone { get; private set; }

    /// <summary>Whether it was unloaded or removed while a call waited for it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>How many names and texts of features the model knows; never less than before.</summary>
    public int Vocabulary => _example.Space.Count + _example.Space.ValueCount;

    /// <summary>Reads features into a vector of this model, which is not changed.</summary>
    /// <exception cref="FeatureFormatException">They are no features.</exception>
    public void Fill(FeatureVector example, ReadOnlySpan<byte> features) => example.FillFromJson(features, _options.MostFeatures);

    /// <summary>Refuses a target that the model cannot learn.</summary>
    /// <exception cref="OnlineMlException">It is no target.</exception>
    /// <exception cref="ArgumentException">It does not fit the model's task.</exception>
    public void Check(ReadOnlySpan<byte> truth, string field)
    {
        if (TargetJson.Read(truth, field) is { } target)
        {
            Model.Fit(target);
        }
    }

    /// <summary>Refuses an earlier prediction that is none of this model's task.</summary>
    /// <exception cref="OnlineMlException">It is none.</exception>
    public void CheckPrediction(ReadOnlySpan<byte> prediction) => PredictionJson.Read(prediction, Model.Task, null, _prediction);

    /// <summary>Predicts without a trace.</summary>
    /// <returns>What to tell those who listen; null unless <paramref name="isHeard"/>.</returns>
    public PublishedEvent? Peek(ReadOnlySpan<byte> features, IBufferWriter<byte> prediction, bool isHeard)
    {
        Fill(_example, features);
        Ask(_example);
        if (!isHeard)
        {
            Show(prediction);
            return null;
        }

        var shown = Show();
        prediction.Write(shown);
        return Tell("predict", features, shown, default);
    }

    /// <summary>Applies the next event of the log.</summary>
    /// <param name="happening">The event.</param>
    /// <param name="example">Its features if they were read already and would be read in the same way now; else null.</param>
    /// <param name="isHeard">Whether anybody wants to hear of it.</param>
    /// <param name="published">What to tell those who listen; null when the event changed nothing.</param>
    public Answer Apply(in EventRecord happening, FeatureVector? example, bool isHeard, out PublishedEvent? published)
    {
        published = null;
        HasDone = false;
        Position++;
        Memory.Expire(happening.Time);
        Window.Expire(happening.Time);
        if (happening.IdempotencyKey is not { } key)
        {
            return Try(happening, example, isHeard, ref published);
        }

        if (Window.Find(key) is { } first)
        {
            return Repeat(first, happening.Kind, key);
        }

        var answer = Try(happening, example, isHeard, ref published);
        Window.Add(key, answer, happening.Time);
        return answer;
    }

    /// <summary>The answer to a repeated call.</summary>
    public static Answer Repeat(Answer first, EventKind kind, string key) => first.Kind == kind
        ? first
        : new Answer(kind, Refusal: $"The idempotency key '{key}' belongs to an earlier {first.Kind.ToString().ToLowerInvariant()}.");

    /// <summary>The metrics by name.</summary>
    public IReadOnlyDictionary<string, double> ReadMetrics() =>
        Metrics.ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("metrics", Metrics);
        state.Child("predictCalls", PredictCalls);
        state.Child("learnCalls", LearnCalls);
        state.Field("hasLearned", ref _hasLearned);
    }

    private Answer Try(in EventRecord happening, FeatureVector? example, bool isHeard, ref PublishedEvent? published)
    {
        try
        {
            var answer = happening.Kind == EventKind.Predict
                ? Predict(happening, example, isHeard, ref published)
                : Teach(happening, example, isHeard, ref published);
            HasDone = answer.Refusal is null;
            return answer;
        }
        catch (Exception e) when (e is ArgumentException or NonFiniteStepException or FeatureFormatException or OnlineMlException)
        {
            return new Answer(happening.Kind, Refusal: e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An event that a component fails on would fail again at every replay, so it is passed over like a refused one.
            return new Answer(happening.Kind, Refusal: $"The model failed on this example: {e.Message}");
        }
    }

    private Answer Predict(in EventRecord happening, FeatureVector? example, bool isHeard, ref PublishedEvent? published)
    {
        Ask(Read(happening.Features, example));
        var shown = Show().ToArray();
        if (isHeard)
        {
            published = Tell("predict", happening.Features, shown, default);
        }

        if (happening.Identifier.IsEmpty)
        {
            return new Answer(EventKind.Predict, shown);
        }

        var full = _isUnmeasured ? "null"u8 : PredictionJson.IsShownAsLabel(_prediction, Header.Flavor) ? InFull() : default;
        Memory.Keep(happening.Identifier, happening.Features, shown, full, happening.Time);
        return new Answer(EventKind.Predict, shown, Encoding.UTF8.GetString(happening.Identifier));
    }

    private Answer Teach(in EventRecord happening, FeatureVector? example, bool isHeard, ref PublishedEvent? published)
    {
        var kept = happening.Identifier.IsEmpty ? null : Memory.Find(happening.Identifier);
        if (kept is null && (happening.Kind == EventKind.Label || happening.Features.IsEmpty))
        {
            return new Answer(happening.Kind, Refusal: Memory.CountMissing(Encoding.UTF8.GetString(happening.Identifier)));
        }

        var features = kept is null ? happening.Features : kept.Value.Features;
        var x = Read(features, kept is null ? example : null);
        var truth = TargetJson.Read(happening.Truth, happening.Kind == EventKind.Label ? "label" : "ground_truth");
        truth = truth is { } given ? Model.Fit(given) : null;
        if (!happening.Prediction.IsEmpty)
        {
            Recall(happening.Prediction, truth);
        }
        else if (kept is not null)
        {
            Recall(kept.Value.InFull, truth);
        }
        else
        {
            Ask(x);
        }

        var shown = !isHeard ? default : kept is null ? Show() : kept.Value.Shown;
        MeasureCluster(x);
        if (truth is { } target)
        {
            Model.Learn(x, target);
            Measure(target);
        }
        else
        {
            Model.Learn(x);
        }

        _hasLearned = true;
        if (isHeard)
        {
            published = Tell(happening.Kind == EventKind.Label ? "label" : "learn", features, shown, happening.Truth);
        }

        if (kept is not null)
        {
            Memory.Settle(kept.Value);
        }

        return happening.Kind == EventKind.Label ? Answer.Labelled : Answer.Learned;
    }

    private FeatureVector Read(ReadOnlySpan<byte> features, FeatureVector? example)
    {
        if (example is not null)
        {
            return example;
        }

        Fill(_example, features);
        return _example;
    }

    private void Ask(FeatureVector x)
    {
        Model.Predict(x, _prediction);

        // The 0 of a regressor that has learned nothing is no answer: the River API does not measure it.
        _isUnmeasured = !_hasLearned && Model.Task == ModelTask.Regression && _prediction.Number == 0;
    }

    private void Recall(ReadOnlySpan<byte> prediction, Target? truth)
    {
        PredictionJson.Read(prediction, Model.Task, truth, _prediction);
        _isUnmeasured = false;
    }

    // Needs no target, and the centres as they were when the cluster was chosen.
    private void MeasureCluster(FeatureVector x)
    {
        if (Metrics.Count > 0 && Model.Centers is { } centers)
        {
            Metrics.Update(x, _prediction.Cluster, centers);
        }
    }

    private void Measure(Target truth)
    {
        if (_isUnmeasured || _prediction.IsEmpty || Metrics.Count == 0)
        {
            return;
        }

        switch (Model.Task)
        {
            case ModelTask.Regression:
                Metrics.Update(truth.Number, _prediction.Number);
                break;
            case ModelTask.Classification or ModelTask.BinaryClassification when !truth.Label.IsNone:
                Metrics.Update(truth.Label, _prediction.Label, _prediction.Probabilities);
                break;
        }
    }

    private void Show(IBufferWriter<byte> output)
    {
        _json ??= new Utf8JsonWriter(output);
        _json.Reset(output);
        PredictionJson.WriteShown(_json, _prediction, Header.Flavor);
        _json.Flush();
    }

    private ReadOnlySpan<byte> Show()
    {
        _text ??= new ArrayBufferWriter<byte>(64);
        _text.ResetWrittenCount();
        Show(_text);
        return _text.WrittenSpan;
    }

    private ReadOnlySpan<byte> InFull()
    {
        _text!.ResetWrittenCount();
        _json!.Reset(_text);
        PredictionJson.WriteInFull(_json, _prediction);
        _json.Flush();
        return _text.WrittenSpan;
    }

    private PublishedEvent Tell(string kind, ReadOnlySpan<byte> features, ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        var text = new ArrayBufferWriter<byte>(64 + Name.Length + features.Length + prediction.Length + truth.Length);
        text.Write("{\"model\":\""u8);
        Encoding.ASCII.GetBytes(Name, text);
        text.Write("\",\"features\":"u8);
        text.Write(features);
        text.Write(",\"prediction\":"u8);
        text.Write(prediction);
        if (!truth.IsEmpty)
        {
            text.Write(",\"ground_truth\":"u8);
            text.Write(truth);
        }

        text.Write("}"u8);
        var data = text.WrittenSpan.ToArray();

        // White space may hold line breaks, which would end a server-sent event.
        data.AsSpan().Replace((byte)'\n', (byte)' ');
        data.AsSpan().Replace((byte)'\r', (byte)' ');
        return new PublishedEvent(kind, Name, data);
    }
}
