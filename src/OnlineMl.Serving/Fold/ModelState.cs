using System.Buffers;
using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Idempotency;
using OnlineMl.Serving.Json;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>One named model with its metrics, its call statistics, the predictions that wait for a label and the answers to
/// idempotency keys: the fold over the events of its log.</summary>
/// <remarks>Every member is called with <see cref="StateLock"/> held, so that a prediction never sees half an update.</remarks>
internal sealed partial class ModelState : IStateful
{
    private readonly OnlineMlServingOptions _options;
    private readonly FeatureVector _example;
    private readonly Prediction _prediction = new();
    private readonly bool _showsInShort;
    private bool _hasLearned;
    private bool _isUnmeasured;

    public ModelState(
        string name,
        ServedHeader header,
        Model model,
        OnlineMlServingOptions options,
        Catalog.ComponentCatalog catalog,
        RememberingLimits? limits = null,
        Catalog.SpecOptions? specOptions = null)
    {
        Name = name;
        Header = header;
        Model = model;
        if (header.Flavor == Flavor.Binary)
        {
            model.Vocabulary?.RestrictToTwo();
        }

        Metrics = header.MakeMetrics(model, catalog, specOptions ?? Catalog.SpecOptions.Unlimited);
        _options = options;
        _example = model.NewExample();
        _showsInShort = model.Task.IsShownInShort(Flavors.NameOf(header.Flavor));
        Record = new ModelRecord(model, Metrics);
        Limits = limits ?? new RememberingLimits(options);
        Memory = new PredictionMemory(Limits);
        Window = new IdempotencyWindow(Limits);
    }

    public Lock StateLock { get; } = new();

    public string Name { get; }

    public ServedHeader Header { get; }

    public Model Model { get; }

    public MetricSet Metrics { get; }

    /// <summary>What its predictions were worth so far.</summary>
    public ModelRecord Record { get; }

    public RememberingLimits Limits { get; }

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

    /// <summary>Whether to ask the model is an event of a kind of its own, because it may change the model.</summary>
    public bool IsPulled => Model is { ChangesWhenAsked: true, LearnDuringPredict: false };

    /// <summary>How many names and texts of features the model knows; never less than before.</summary>
    public int Vocabulary => _example.Space.Count + _example.Space.ValueCount;

    /// <summary>Reads the features of a call into a vector of this model, which is not changed.</summary>
    /// <exception cref="FeatureFormatException">They are no features, or too many.</exception>
    public void Fill(FeatureVector example, ReadOnlySpan<byte> features) => example.FillFromJson(features, _options.MaxFeatures);

    /// <summary>Refuses a target that the model cannot learn.</summary>
    /// <exception cref="OnlineMlException">It is no target.</exception>
    /// <exception cref="ArgumentException">It does not fit the model's task.</exception>
    public void Check(ReadOnlySpan<byte> truth, string field, RememberedPrediction? kept)
    {
        if (TargetJson.Read(truth, field) is not { } target)
        {
            return;
        }

        if (!Model.Task.ChangesWhenAsked)
        {
            CheckClass(Model.Fit(target).Label);
            return;
        }

        _prediction.Clear();
        if (kept is { } remembered)
        {
            EarlierPredictionJson.Read(remembered.InFull, Model, _prediction);
        }

        Model.Complete(target, _prediction);
    }

    /// <summary>Refuses options of a call that are not understood, or that the model cannot be asked.</summary>
    /// <exception cref="OnlineMlException">They are not understood.</exception>
    /// <exception cref="ArgumentException">They do not fit the model's task.</exception>
    public void CheckOptions(ReadOnlySpan<byte> options)
    {
        if (!options.IsEmpty && CallOptions.Read(options).Prediction is { } asked)
        {
            Model.Task.Check(asked);
        }
    }

    /// <summary>Refuses an earlier prediction that is none of this model's task.</summary>
    /// <exception cref="OnlineMlException">It is none.</exception>
    public void CheckPrediction(ReadOnlySpan<byte> prediction) => EarlierPredictionJson.Read(prediction, Model, _prediction);

    /// <summary>Predicts without a trace.</summary>
    /// <returns>What to tell those who listen; null unless <paramref name="isHeard"/>.</returns>
    public PublishedEvent? Peek(ReadOnlySpan<byte> features, ReadOnlySpan<byte> options, DateTime now, IBufferWriter<byte> prediction, bool isHeard)
    {
        var asked = CallOptions.Read(options);
        Fill(_example, features);
        SetTime(_example, asked.Time, now);
        Ask(_example, asked.Prediction);
        if (!isHeard)
        {
            Show(prediction);
            return null;
        }

        var shown = Show();
        prediction.Write(shown);
        return Tell("predict", features, shown, default);
    }

    /// <summary>Works out the answer to a prediction that will be applied to the model as it is now.</summary>
    public void Prepare(in EventRecord record, PendingCall call)
    {
        try
        {
            Ask(record, call);
            var answer = ShowTo(record.Identifier, out var inFull);
            call.PreparedInFull.Write(inFull);
            call.Prepared = answer;
            if (!record.Identifier.IsEmpty)
            {
                Memory.Warm(record.Identifier);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It fails again when it is applied, where that is answered.
            call.PreparedInFull.ResetWrittenCount();
        }
    }

    /// <summary>Applies the next event of the log.</summary>
    /// <param name="record">The event.</param>
    /// <param name="call">The call that waits for it; null when it is replayed.</param>
    /// <param name="isHeard">Whether anybody wants to hear of it.</param>
    /// <param name="published">What to tell those who listen; null when the event changed nothing.</param>
    public Answer Apply(in EventRecord record, PendingCall? call, bool isHeard, out PublishedEvent? published)
    {
        published = null;
        HasDone = false;
        Position++;
        Memory.Expire(record.Time);
        Window.Expire(record.Time);
        if (record.IdempotencyKey is not { } key)
        {
            return Try(record, call, isHeard, ref published);
        }

        if (Window.Find(key) is { } first)
        {
            return Repeat(first, record.Kind, key);
        }

        var answer = Try(record, call, isHeard, ref published);
        Window.Add(key, answer, record.Time);
        return answer;
    }

    /// <summary>Goes over an event of the log as if it had not been: it takes more memory than there is.</summary>
    public void PassOver()
    {
        Position++;
        HasDone = false;
    }

    /// <summary>The answer to a repeated call.</summary>
    public static Answer Repeat(Answer first, EventKind kind, string key) => first.Kind == (kind == EventKind.Pull ? EventKind.Predict : kind)
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

    private Answer Try(in EventRecord record, PendingCall? call, bool isHeard, ref PublishedEvent? published)
    {
        try
        {
            var answer = record.Kind is EventKind.Predict or EventKind.Pull
                ? Predict(record, call, isHeard, ref published)
                : Teach(record, call, isHeard, ref published);
            HasDone = answer.Refusal is null;
            return answer;
        }
        catch (Exception e) when (e is ArgumentException or NonFiniteStepException or FeatureFormatException or OnlineMlException)
        {
            return new Answer(record.Kind, Refusal: ServingContext.ReasonOf(e));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An event that a component fails on would fail again at every replay, so it is passed over like a refused one.
            return new Answer(record.Kind, Refusal: $"The model failed on this example: {e.Message}");
        }
    }

    private Answer Predict(in EventRecord record, PendingCall? call, bool isHeard, ref PublishedEvent? published)
    {
        ReadOnlySpan<byte> inFull;
        if (call?.Prepared is { } answer)
        {
            inFull = call.PreparedInFull.WrittenSpan;
        }
        else
        {
            Ask(record, call);
            answer = ShowTo(record.Identifier, out inFull);
        }

        if (isHeard)
        {
            published = Tell("predict", record.Features, answer.Prediction, default);
        }

        if (!record.Identifier.IsEmpty)
        {
            Memory.Keep(record.Identifier, RememberedExample.Of(record.Features, record.Options), answer.Prediction, inFull, record.Time);
        }

        return answer;
    }

    private Answer Teach(in EventRecord record, PendingCall? call, bool isHeard, ref PublishedEvent? published)
    {
        var kept = record.Identifier.IsEmpty ? null : Memory.Find(record.Identifier);
        if (kept is null && (record.Kind == EventKind.Label || record.Features.IsEmpty))
        {
            return new Answer(record.Kind, Refusal: Memory.CountMissing(Encoding.UTF8.GetString(record.Identifier)));
        }

        var features = record.Features;
        ReadOnlySpan<byte> keptOptions = default;
        if (kept is { } remembered)
        {
            RememberedExample.Split(remembered.Features, out features, out keptOptions);
        }

        var x = Read(features, kept is null ? call : null);
        SetTime(x, CallOptions.Read(record.Options).Time ?? CallOptions.Read(keptOptions).Time, MomentOf(kept?.Time ?? record.Time));
        var given = TargetJson.Read(record.Truth, record.Kind == EventKind.Label ? "label" : "ground_truth");
        var truth = given is { } plain && !Model.Task.ChangesWhenAsked ? Model.Fit(plain) : given;
        if (!record.Prediction.IsEmpty)
        {
            Recall(record.Prediction);
        }
        else if (kept is not null)
        {
            Recall(kept.Value.InFull);
        }
        else if (Model.Task.ChangesWhenAsked)
        {
            // To learn is not to choose.
            _prediction.Clear();
        }
        else
        {
            Ask(x, null);
        }

        if (truth is { } fitting)
        {
            truth = Model.Complete(fitting, _prediction);
        }

        var shown = !isHeard ? default : kept is null ? Show() : kept.Value.Shown;
        if (Model.Task.IsMeasuredByModel)
        {
            Measure(x, truth ?? default);
        }

        if (truth is { } target)
        {
            Model.Learn(x, target);
            if (!Model.Task.IsMeasuredByModel)
            {
                Measure(x, in target);
            }
        }
        else
        {
            Model.Learn(x);
        }

        _hasLearned = true;
        Record.Learned(record.Time);
        if (isHeard)
        {
            published = Tell(record.Kind == EventKind.Label ? "label" : "learn", features, shown, Show(truth, record.Truth));
        }

        if (kept is not null)
        {
            Memory.Settle(kept.Value);
        }

        return record.Kind == EventKind.Label ? Answer.Labelled : Answer.Learned;
    }

    private FeatureVector Read(ReadOnlySpan<byte> features, PendingCall? call)
    {
        if (call?.ReadExample(Vocabulary) is { } example)
        {
            return example;
        }

        // What is in the log was taken, whatever the limit is by now.
        _example.FillFromJson(features, int.MaxValue);
        return _example;
    }

    // The moment that a call gives comes first, then the one that a feature tells, and where no feature does, the one at which the call came.
    private void SetTime(FeatureVector x, DateTime? given, DateTime came)
    {
        x.Time = given ?? (Model.TimeFeature is null ? came : null);
        Model.Admit(x);
    }

    private static DateTime MomentOf(long milliseconds) => DateTime.UnixEpoch.AddMilliseconds(milliseconds);

    private void Ask(in EventRecord record, PendingCall? call)
    {
        var options = CallOptions.Read(record.Options);
        var x = Read(record.Features, call);
        SetTime(x, options.Time, MomentOf(record.Time));
        Ask(x, options.Prediction);
    }

    private void Ask(FeatureVector x, PredictionOptions? options)
    {
        if (options is null)
        {
            Model.Predict(x, _prediction);
        }
        else
        {
            Model.Predict(x, _prediction, options);
        }

        // The 0 of a regressor that has learned nothing is no answer: the River API does not measure it.
        _isUnmeasured = !_hasLearned && Model.Task.SaysNothingBeforeLearning(_prediction);
    }

    private void Recall(ReadOnlySpan<byte> prediction)
    {
        EarlierPredictionJson.Read(prediction, Model, _prediction);
        _isUnmeasured = false;
    }
}
