using System.Buffers;
using System.Text;
using OnlineMl.Classification;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Serving.Idempotency;
using OnlineMl.Serving.Json;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;

namespace OnlineMl.Serving.Fold;

/// <summary>One named model with its metrics, its call statistics, the predictions that wait for a label and the answers to
/// idempotency keys: the fold over the events of its log.</summary>
/// <remarks>One caller at a time uses it, so that a prediction never sees half an update. It has more than four hundred lines, so that what an event does
/// can be read from top to bottom in one file.</remarks>
internal sealed class ModelState : IStateful
{
    private readonly OnlineMlServingOptions _options;
    private readonly Catalog.ComponentCatalog _catalog;
    private MeasuredModel _measured;
    private ModelSize _size;

    public ModelState(
        string name,
        ServedHeader header,
        Model model,
        OnlineMlServingOptions options,
        Catalog.ComponentCatalog catalog,
        RememberingLimits? limits = null,
        Catalog.SpecOptions? specOptions = null)
    {
        (Name, Header, Model, _options, _catalog) = (name, header, model, options, catalog);
        Restrict(model);
        _measured = new MeasuredModel(model, header.MakeMetrics(model, catalog, specOptions ?? Catalog.SpecOptions.Unlimited), WriterFor(model));
        _size = new ModelSize(model, _measured);
        Classes = new ClassLimit(model, header.Flavor, options);
        NumbersAsTexts = new NumbersAsTexts(model);
        Checks = new CallChecks(this, options);
        Peeked = new PeekedModel(name, Checks, _measured);
        Carried = new CarriedModel(this, _measured);
        Limits = limits ?? new RememberingLimits(options);
        Memory = new PredictionMemory(Limits);
        Answers = new RememberedAnswers(Limits);
        Mixing = header.Mixing is { } setup ? new MixingState(setup) : null;
    }

    public string Name { get; }

    public ServedHeader Header { get; }

    /// <summary>The model, in the place of which an event may put another one.</summary>
    public Model Model { get; private set; }

    /// <summary>How far it is as a model that is learned in shares, or as a share; null for all others.</summary>
    public MixingState? Mixing { get; private set; }

    public MetricSet Metrics => _measured.Metrics;

    /// <summary>What its predictions were worth so far.</summary>
    public ModelRecord Record => _measured.Record;

    public RememberingLimits Limits { get; }

    public PredictionMemory Memory { get; }

    /// <summary>The first answers to idempotency keys.</summary>
    public RememberedAnswers Answers { get; }

    /// <summary>The labels without a prediction that were refused before they became events. Each server counts those that came to it; they are no part
    /// of what follows from the log.</summary>
    public MissedLabels MissedLabels { get; } = new();

    public ClassLimit Classes { get; private set; }

    /// <summary>What a call has to pass before it becomes an event.</summary>
    public CallChecks Checks { get; }

    /// <summary>Whether callers send numbers as texts.</summary>
    public NumbersAsTexts NumbersAsTexts { get; private set; }

    /// <summary>Predictions that are no events.</summary>
    public PeekedModel Peeked { get; private set; }

    /// <summary>Predictions that it makes as a copy.</summary>
    public CarriedModel Carried { get; private set; }

    public CallStatistics PredictCalls { get; } = new();

    public CallStatistics LearnCalls { get; } = new();

    /// <summary>The position of the last event that was applied.</summary>
    public long Position { get; set; }

    /// <summary>Whether its snapshots have what this server counts beside the log, which those that several servers write and read must not.</summary>
    public bool SavesOwnCounts { get; set; } = true;

    /// <summary>Whether a prediction without a trace or a label without a prediction was counted since the last snapshot.</summary>
    public bool HasUnsavedCounts { get; set; }

    /// <summary>Whether it was unloaded or removed while a call waited for it. It may be closed while somebody uses it.</summary>
    public bool IsClosed { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>Whether to ask the model is an event of a kind of its own, because it may change the model.</summary>
    public bool IsPulled => Model is { ChangesWhenAsked: true, LearnDuringPredict: false };

    /// <summary>How many names and texts of features the model knows; never less than before.</summary>
    public int Vocabulary => _measured.Vocabulary;

    /// <summary>Works out the answer to a prediction that will be applied to the model as it is now.</summary>
    public void Prepare(in EventRecord record, PreparedCall prepared)
    {
        // It may have been prepared for a place in the log that another server took.
        prepared.ForgetAnswer();
        try
        {
            var answer = _measured.Answer(record, prepared, out var inFull);
            prepared.InFull.Write(inFull);
            prepared.TakeAnswer(answer, _measured.Learned);
            if (!record.Identifier.IsEmpty)
            {
                Memory.Warm(record.Identifier);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It fails again when it is applied, where that is answered.
        }
    }

    /// <summary>Applies the next event of the log.</summary>
    /// <param name="record">The event.</param>
    /// <param name="prepared">What was worked out for it before; null when nothing was.</param>
    /// <param name="isHeard">Whether anybody wants to hear of it.</param>
    public AppliedEvent Apply(in EventRecord record, PreparedCall? prepared, bool isHeard)
    {
        Position++;
        Memory.Expire(record.Time);
        Answers.Expire(record.Time);
        if (record.Kind == EventKind.Limits)
        {
            TakeLimits(record);
            return new AppliedEvent(new Answer(EventKind.Limits));
        }

        if (record.Kind is EventKind.Cut or EventKind.Merge)
        {
            return new AppliedEvent(Mix(record));
        }

        // What cannot be read is no refusal, which every replay would pass over.
        var replacement = record.Kind == EventKind.Replace ? prepared?.Replacement ?? Replacement.ReadModel(record, _catalog) : null;
        if (record.IdempotencyKey is not { } key)
        {
            return Try(record, prepared, replacement, isHeard);
        }

        if (Answers.Repeat(record.Kind, key) is { } first)
        {
            return new AppliedEvent(first);
        }

        var applied = Try(record, prepared, replacement, isHeard);
        Answers.Add(record.Kind, key, applied.Answer, record.Time);
        return applied;
    }

    /// <summary>Applies an event that nobody waits for, because it is read from the log or came from elsewhere.</summary>
    public AppliedEvent Replay(in EventRecord record, bool isHeard = false)
    {
        var applied = Apply(record, null, isHeard);
        if (applied.IsDone)
        {
            CallsOf(record.Kind).AddUntimed();
        }

        return applied;
    }

    /// <summary>Counts a prediction that leaves no trace in the log.</summary>
    public void CountUntraced(TimeSpan duration)
    {
        PredictCalls.AddUntraced(duration);
        HasUnsavedCounts |= SavesOwnCounts;
    }

    /// <summary>Counts a label without a prediction that is refused before it becomes an event.</summary>
    public void CountMissed(PredictionOutcome outcome)
    {
        MissedLabels.Count(outcome);
        HasUnsavedCounts |= SavesOwnCounts;
    }

    /// <summary>The SHA-256 of all that follows from the events, in lower-case hexadecimal digits. Whoever applied the same events has the
    /// same; what is counted and timed beside the log is no part of it.</summary>
    public string Hash() => StateFormat.Hash(new FoldedState(this, _measured));

    /// <summary>How many bytes of memory it takes, within a tenth, with metrics, waiting predictions and remembered keys.</summary>
    public long MemorySize()
    {
        ModelBytes = _size.Measure();
        return ModelBytes + Memory.HeldBytes + Answers.HeldBytes;
    }

    /// <summary>How many bytes the model and its metrics took when its memory was last measured.</summary>
    public long ModelBytes { get; private set; }

    /// <summary>How far its vocabularies had grown when its memory was last measured.</summary>
    public NameCount Names => _size.Names;

    /// <summary>Goes over an event of the log as if it had not been: it takes more memory than there is.</summary>
    public void PassOver() => Position++;

    /// <summary>The statistics of a kind of calls.</summary>
    public CallStatistics CallsOf(EventKind kind) => kind is EventKind.Predict or EventKind.Pull ? PredictCalls : LearnCalls;

    /// <summary>The metrics by name.</summary>
    /// <param name="onFault">Receives the name of each one that fails and what it throws.</param>
    public IReadOnlyDictionary<string, double> ReadMetrics(Action<string, Exception>? onFault = null) => MetricReading.ReadAll(Metrics, onFault);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("metrics", Metrics);
        state.Child("predictCalls", state.IsLoading || SavesOwnCounts ? PredictCalls : PredictCalls.OfEvents());
        state.Child("learnCalls", state.IsLoading || SavesOwnCounts ? LearnCalls : LearnCalls.OfEvents());
        var hasLearned = _measured.HasLearned;
        state.Field("hasLearned", ref hasLearned);
        _measured.HasLearned = hasLearned;
    }

    // What was remembered under the old limits is forgotten here, at the same event in every replay.
    private void TakeLimits(in EventRecord record)
    {
        Limits.Take(RememberingLimits.Read(record.Options));
        Memory.Trim();
        Answers.Trim();
        Memory.Expire(record.Time);
        Answers.Expire(record.Time);
    }

    private AppliedEvent Try(in EventRecord record, PreparedCall? prepared, Model? replacement, bool isHeard)
    {
        try
        {
            return Mixing is { Setup.IsShare: false } ? new AppliedEvent(new Answer(record.Kind, Refusal: "The model is learned in shares."))
                : replacement is not null ? Replace(record, replacement)
                : record.Kind is EventKind.Predict or EventKind.Pull ? Predict(record, prepared, isHeard)
                : Teach(record, prepared, isHeard);
        }
        catch (Exception e) when (Refusals.IsRefusal(e))
        {
            return new AppliedEvent(new Answer(record.Kind, Refusal: Refusals.ReasonOf(e), Limit: Refusals.LimitOf(e)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An event that a component fails on would fail again at every replay, so it is passed over like a refused one.
            return new AppliedEvent(Answer.Failed(record.Kind, e), Fault: e);
        }
    }

    // What waits, is remembered and was measured stays; the labels of predictions of the earlier model are learned by this one.
    private AppliedEvent Replace(in EventRecord record, Model successor)
    {
        var replacement = Replacement.Read(record.Options);
        replacement.Check(this, successor, Position - 1);
        Restrict(successor);
        if (successor.Vocabulary is { } classes)
        {
            new LabelSuccession(Model.Vocabulary!, classes).Apply(Metrics, Record.Counts);
        }

        Become(successor, _measured.Succeed(successor, WriterFor(successor)), replacement.HasLearned);
        Record.Replaced(successor, record.Time);
        return new AppliedEvent(Answer.Replaced);
    }

    private void Become(Model successor, MeasuredModel measured, bool hasLearned)
    {
        _measured = measured;
        _measured.HasLearned = hasLearned;
        (Model, _size, Classes) = (successor, new ModelSize(successor, _measured), new ClassLimit(successor, Header.Flavor, _options));
        NumbersAsTexts = new NumbersAsTexts(successor) { Found = NumbersAsTexts.Found };
        Peeked = new PeekedModel(Name, Checks, _measured);
        Carried = new CarriedModel(this, _measured);
    }

    /// <summary>Takes in what shares have learned since they were what this is; see <see cref="Model.Merge(IReadOnlyList{Model})"/>.</summary>
    public void Merge(IReadOnlyList<ModelState> shares, bool addToFirst)
    {
        Model.Merge([.. shares.Select(share => share.Model)], addToFirst);
        _measured.Merge([.. shares.Select(share => share._measured)], addToFirst);
    }

    /// <summary>Makes it a share that begins after a number of merges.</summary>
    public ModelState AsShare(long round)
    {
        (Mixing, Position) = (new MixingState(Header.Mixing!) { Round = round }, 0);
        return this;
    }

    private Answer Mix(in EventRecord record)
    {
        var round = MixingRound.Read(record.Options);
        if (Mixing is not { } mixing)
        {
            return new Answer(record.Kind, Refusal: "The model is not learned in shares.");
        }

        if (record.Kind == EventKind.Cut)
        {
            mixing.TryCut(round, this);
        }
        else if (mixing.IsNext(round))
        {
            var merged = mixing.Take(round, Read(record.ModelFile.ToArray()), this, Read);
            Restrict(merged.Model);
            var measured = new MeasuredModel(merged.Model, merged.Metrics, WriterFor(merged.Model), merged.Record) { Learned = _measured.Learned + 1 };
            Become(merged.Model, measured, merged._measured.HasLearned);
        }

        return new Answer(record.Kind);

        ModelState Read(byte[] bytes) => ServedSnapshot.ReadLearned(Name, bytes, _catalog, _options);
    }

    private void Restrict(Model model)
    {
        if (Header.Flavor == Flavor.Binary)
        {
            model.Vocabulary?.RestrictToTwo();
        }
    }

    private PredictionWriter WriterFor(Model model) => new(model.Task, model.Task.IsShownInShort(Flavors.NameOf(Header.Flavor)));

    private AppliedEvent Predict(in EventRecord record, PreparedCall? prepared, bool isHeard)
    {
        ReadOnlySpan<byte> inFull;
        if (prepared?.AnswerFor(_measured.Learned) is { } answer)
        {
            inFull = prepared.InFull.WrittenSpan;
        }
        else
        {
            answer = _measured.Answer(record, prepared, out inFull);
        }

        if (!record.Identifier.IsEmpty)
        {
            Memory.Keep(record.Identifier, RememberedExample.Of(record.Features, record.Options), answer.Prediction, inFull, record.Time);
        }

        return new AppliedEvent(
            answer.Whole, IsDone: true, isHeard ? PublishedEvent.OfCall("predict", ModelNames.Whole(Name), record.Features, answer.Prediction, default) : null);
    }

    private AppliedEvent Teach(in EventRecord record, PreparedCall? prepared, bool isHeard)
    {
        var kept = record.Identifier.IsEmpty ? null : Memory.Find(record.Identifier);
        var isCarried = kept is null && record.Made is not null;
        if (kept is null && (isCarried ? Memory.IsLabelled(record.Identifier) : record.Kind == EventKind.Label || record.Features.IsEmpty))
        {
            return new AppliedEvent(new Answer(record.Kind, Refusal: Memory.CountMissing(Encoding.UTF8.GetString(record.Identifier))));
        }

        var features = record.Features;
        ReadOnlySpan<byte> keptOptions = default;
        if (kept is not null || isCarried)
        {
            RememberedExample.Split(kept is { } remembered ? remembered.Features : features, out features, out keptOptions);
        }

        var x = _measured.Read(features, kept is null ? prepared : null);
        var options = CallOptions.Read(record.Options);
        _measured.SetTime(x, options.Time ?? (keptOptions.IsEmpty ? null : CallOptions.Read(keptOptions).Time), kept?.Time ?? record.Made ?? record.Time);
        var truth = TargetOf(record, prepared);
        if (!truth.IsUnknown && !Model.Task.ChangesWhenAsked)
        {
            truth = Model.Fit(truth);
        }

        if (!record.Prediction.IsEmpty && record.Made is null)
        {
            _measured.Recall(record.Prediction);
        }
        else if (kept is not null || !record.Prediction.IsEmpty)
        {
            _measured.RecallOwn(kept is { } own ? own.InFull : record.Prediction);
        }
        else if (Model.Task.ChangesWhenAsked)
        {
            // To learn is not to choose.
            _measured.Forget();
        }
        else
        {
            _measured.Ask(x, options: null);
        }

        if (!truth.IsUnknown && Model.Task.ChangesWhenAsked)
        {
            truth = _measured.Complete(in truth);
        }

        var shown = !isHeard ? default : kept is null ? _measured.Show() : kept.Value.Shown;
        _measured.Learn(x, in truth, options.Weight ?? 1);
        Record.Learned(record.Time);
        Mixing?.NoteLearned();
        var isLabel = record.Kind == EventKind.Label;
        var published = isHeard ? PublishedEvent.OfCall(isLabel ? "label" : "learn", ModelNames.Whole(Name), features, shown, _measured.Show(in truth, record.Truth)) : null;
        if (kept is not null || isCarried)
        {
            Memory.Settle(kept, record.Identifier);
        }

        return new AppliedEvent(isLabel ? Answer.Labelled : Answer.Learned, IsDone: true, published);
    }

    private static Target TargetOf(in EventRecord record, PreparedCall? prepared) =>
        prepared is not null && prepared.TryGetTarget(out var target) ? target : TargetJson.Read(record.Truth, CallChecks.FieldOf(record.Kind));
}
