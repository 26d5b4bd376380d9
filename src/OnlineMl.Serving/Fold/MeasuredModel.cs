using System.Text;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Metrics;
using OnlineMl.Mixing;
using OnlineMl.Serving.Json;

namespace OnlineMl.Serving.Fold;

/// <summary>A model that is measured by what it says before it learns.</summary>
/// <param name="model">The model.</param>
/// <param name="metrics">What measures it.</param>
/// <param name="writer">Writes what it says.</param>
/// <param name="record">What the predictions of the models before it were worth; null for the first one.</param>
internal sealed class MeasuredModel(Model model, MetricSet metrics, PredictionWriter writer, ModelRecord? record = null)
{
    private readonly Prediction _prediction = new();
    private bool _isUnmeasured;
    private long _learned;

    public MetricSet Metrics => metrics;

    /// <summary>What its predictions were worth so far.</summary>
    public ModelRecord Record { get; } = record ?? new ModelRecord(model, metrics);

    /// <summary>A vector of the model for one example at a time.</summary>
    public FeatureVector Scratch { get; } = model.NewExample();

    /// <summary>Whether it has ever learned.</summary>
    public bool HasLearned { get; set; }

    /// <summary>How much it has learned since it was loaded, so that an answer that was worked out before is not taken for one of now.</summary>
    public long Learned { get => _learned; init => _learned = value; }

    /// <summary>How many names and texts of features the model knows; never less than before.</summary>
    public int Vocabulary => Scratch.Space.Count + Scratch.Space.ValueCount;

    /// <summary>The features of an event.</summary>
    /// <param name="features">The features as JSON.</param>
    /// <param name="prepared">Where they may have been read already.</param>
    public FeatureVector Read(ReadOnlySpan<byte> features, PreparedCall? prepared)
    {
        // A call may have been read for the model that was there before this one.
        if (prepared?.ExampleFor(Vocabulary) is { } example && ReferenceEquals(example.Space, Scratch.Space))
        {
            return example;
        }

        // What is in the log was taken, whatever the limit is by now.
        Scratch.FillFromJson(features, int.MaxValue);
        return Scratch;
    }

    /// <summary>Gives an example its moment: the one that the call says comes first, then the one that a feature tells, and where no feature does, the one at
    /// which the call came.</summary>
    public void SetTime(FeatureVector x, DateTime? given, DateTime came)
    {
        x.Time = given ?? (model.TimeFeature is null ? came : null);
        model.Admit(x);
    }

    /// <summary>Gives an example its moment.</summary>
    /// <param name="x">The example.</param>
    /// <param name="given">What the call says.</param>
    /// <param name="came">When the call came, in milliseconds since 1970.</param>
    public void SetTime(FeatureVector x, DateTime? given, long came) =>
        SetTime(x, given, new DateTime(DateTime.UnixEpoch.Ticks + (came * TimeSpan.TicksPerMillisecond), DateTimeKind.Utc));

    /// <summary>Another model that goes on in the place of this one, measured by the same metrics.</summary>
    public MeasuredModel Succeed(Model successor, PredictionWriter writing) =>
        new(successor, metrics, writing, Record) { Learned = Learned + 1 };

    /// <summary>Takes in what the metrics of shares have measured since they were what these are.</summary>
    public void Merge(IReadOnlyList<MeasuredModel> shares, bool addToFirst)
    {
        ((IMergeable)metrics).Merge(SharesOf(share => share.Metrics));
        Record.Merge(SharesOf(share => share.Record));
        HasLearned |= shares.Any(share => share.HasLearned);

        Shares SharesOf(Func<MeasuredModel, object> part) => new([.. shares.Select(part)], [.. shares.Select(_ => FeatureNumbers.Same)], addToFirst);
    }

    /// <summary>Asks the model.</summary>
    public void Ask(FeatureVector x, PredictionOptions? options)
    {
        if (options is null)
        {
            model.Predict(x, _prediction);
        }
        else
        {
            model.Predict(x, _prediction, options);
        }

        // The 0 of a regressor that has learned nothing is no answer: the River API does not measure it.
        _isUnmeasured = !HasLearned && model.Task.SaysNothingBeforeLearning(_prediction);
    }

    /// <summary>Takes what the model said earlier for what it says.</summary>
    public void Recall(ReadOnlySpan<byte> prediction)
    {
        EarlierPredictionJson.Read(prediction, model, _prediction);
        _isUnmeasured = false;
    }

    /// <summary>Takes what the model said itself for what it says; a number that is none, such as one that grew beyond all bounds, says nothing.</summary>
    public void RecallOwn(ReadOnlySpan<byte> prediction)
    {
        try
        {
            Recall(prediction);
        }
        catch (OnlineMlException)
        {
            Forget();
        }
    }

    /// <summary>Forgets what the model said.</summary>
    public void Forget() => _prediction.Clear();

    /// <summary>A target with what only the prediction tells of it.</summary>
    public Target Complete(in Target given) => model.Complete(given, _prediction);

    /// <summary>Learns an example and measures what the model said to it.</summary>
    /// <param name="x">The features.</param>
    /// <param name="truth">The target, which may be unknown.</param>
    /// <param name="weight">How much the model learns from it. It is measured once whatever that is.</param>
    public void Learn(FeatureVector x, in Target truth, double weight)
    {
        _learned++;
        if (model.Task.IsMeasuredByModel)
        {
            Measure(x, in truth);
        }

        if (!truth.IsUnknown)
        {
            model.LearnFrom(x, in truth, weight);
            if (!model.Task.IsMeasuredByModel)
            {
                Measure(x, in truth);
            }
        }
        else if (model.Task.NeedsTarget)
        {
            model.Learn(x);
        }
        else
        {
            model.Learn(x, default(Target), weight);
        }

        HasLearned |= weight > 0;
    }

    /// <summary>What the model said as callers get it; good until the next call.</summary>
    public ReadOnlySpan<byte> Show() => writer.Show(_prediction);

    /// <summary>What was asked beside it, as members behind the prediction; null when nothing was.</summary>
    public byte[]? ShowFurther(PredictionOptions? asked) => FurtherAnswersJson.AreThere(_prediction, asked) ? PredictionWriter.ShowFurther(_prediction, asked) : null;

    /// <summary>A class as the model spells it, any other target as it came.</summary>
    public ReadOnlySpan<byte> Show(in Target truth, ReadOnlySpan<byte> given) =>
        model.Vocabulary is null || truth.IsUnknown ? given : PredictionWriter.ShowClass(truth.Label);

    /// <summary>Asks what an event asks.</summary>
    /// <param name="record">The event.</param>
    /// <param name="prepared">Where its features may have been read already.</param>
    /// <param name="inFull">What is to be remembered beside the answer, good until the next call.</param>
    public Answer Answer(scoped in EventRecord record, PreparedCall? prepared, out ReadOnlySpan<byte> inFull)
    {
        var options = CallOptions.Read(record.Options, model);
        var x = Read(record.Features, prepared);
        SetTime(x, options.Time, record.Time);
        Ask(x, options.Prediction);
        return Answer(record.Identifier, options.Prediction, out inFull);
    }

    /// <summary>What the model said as the answer to a call.</summary>
    /// <param name="identifier">What it is to be remembered under; empty when it is not.</param>
    /// <param name="asked">What it was asked.</param>
    /// <param name="inFull">What is to be remembered beside it, good until the next call.</param>
    public Answer Answer(scoped ReadOnlySpan<byte> identifier, PredictionOptions? asked, out ReadOnlySpan<byte> inFull)
    {
        var shown = Show().ToArray();
        var further = ShowFurther(asked);
        if (identifier.IsEmpty)
        {
            inFull = default;
            return new Answer(EventKind.Predict, shown, Further: further);
        }

        inFull = _isUnmeasured ? "null"u8 : writer.ShowInFull(_prediction);
        return new Answer(EventKind.Predict, shown, Encoding.UTF8.GetString(identifier), Further: further);
    }

    private void Measure(FeatureVector x, in Target truth)
    {
        if (_isUnmeasured || _prediction.IsEmpty)
        {
            return;
        }

        if (x.Time is { } time)
        {
            metrics.SetTime(time);
        }

        model.Measure(metrics, Record.Counts, x, in truth, _prediction);
    }
}
