using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Serving.Json;
using OnlineMl.Serving.Predictions;

namespace OnlineMl.Serving.Fold;

/// <summary>Reads and checks what a call brings, so that nothing is stored that the model would refuse for a reason that is known before.</summary>
internal sealed class CallChecks(ModelState state, OnlineMlServingOptions options)
{
    // "a":1
    private const int ShortestFeature = 5;

    // How long a repetition may be on its way, which its sender does not count as its age.
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(2);

    private readonly long _maxModelBytes = options.Memory.BytesOfOneModel;
    private readonly Prediction _earlier = new();

    /// <summary>That the model takes more memory than one may, so that it learns no more; null while it does not.</summary>
    /// <remarks>It goes by what was measured last, and only what is not in the log yet is refused, so that a replay on a machine that measures
    /// otherwise has the same events.</remarks>
    public string? Oversize => state.ModelBytes > _maxModelBytes
        ? $"The model '{state.Name}' takes {ComponentSize.Show(state.ModelBytes)} of memory, and {nameof(OnlineMlMemoryOptions.MaxModelBytes)} allows {ComponentSize.Show(_maxModelBytes)}; it predicts, and learns no more."
        : null;

    /// <summary>Whether the model takes nearly as much memory as one may.</summary>
    public bool IsNearlyOversized => state.ModelBytes > _maxModelBytes / 2;

    /// <summary>Whether a call learns from a prediction that is not remembered, as far as the model knows.</summary>
    public bool NeedsPrediction(EventKind kind, in ModelCall call) =>
        call is { Made: null, Identifier: { } identifier } && (kind == EventKind.Label || (kind == EventKind.Learn && call.Features.IsEmpty))
            && state.Memory.Find(identifier) is null && (call.IdempotencyKey is not { } key || state.Answers.Find(key) is null);

    /// <summary>Admits a call.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="call">The call.</param>
    /// <param name="prepared">Receives the features.</param>
    /// <param name="now">When it came; needed of one that was sent before.</param>
    /// <returns>The first answer to a repeated call; null for a new one, which is to be stored.</returns>
    /// <exception cref="OnlineMlException">The call is refused.</exception>
    /// <exception cref="FeatureFormatException">Its features are none, or too many.</exception>
    /// <exception cref="ArgumentException">It does not fit the model.</exception>
    public Answer? Admit(EventKind kind, in ModelCall call, PreparedCall prepared, DateTimeOffset now)
    {
        if (call.IdempotencyKey is { } key && state.Answers.Repeat(kind, key) is { } first)
        {
            return first;
        }

        CheckAge(kind, call, now);
        var options = ReadOptions(call.Options);
        var kept = kind is EventKind.Learn or EventKind.Label && call.Identifier is { } identifier ? state.Memory.Find(identifier) : null;
        var isCarried = kept is null && call.Made is not null;
        if (kept is null && (isCarried ? state.Memory.IsLabelled(call.Identifier!) : kind == EventKind.Label || call.Features.IsEmpty))
        {
            throw new OnlineMlException(RefusalKind.BadRequest, Missing(kind, call.Identifier));
        }

        if (kind is EventKind.Learn or EventKind.Label && Oversize is { } oversize)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, oversize) { Limit = nameof(OnlineMlMemoryOptions.MaxModelBytes) };
        }

        CheckTarget(call.GroundTruth, kind, kept, prepared);
        if (options.Weight is { } weight)
        {
            CheckWeight(weight, hasTarget: !call.GroundTruth.IsEmpty);
        }

        if (!call.Prediction.IsEmpty && call.Made is null)
        {
            EarlierPredictionJson.Read(call.Prediction, state.Model, _earlier);
            if (!_earlier.Ranking.IsEmpty)
            {
                // Nothing is measured of the order of several things.
                throw new OnlineMlException(RefusalKind.BadRequest, "'prediction' is not understood: it is a list.");
            }
        }

        if (kept is null)
        {
            var features = call.Features;
            if (isCarried)
            {
                RememberedExample.Split(features, out features, out _);
            }

            Fill(prepared.Example, features);
            prepared.TakeExample(state.Vocabulary);
            state.NumbersAsTexts.LookAt(prepared.Example);
            if (kind == EventKind.Learn || isCarried)
            {
                state.Model.CheckNames(prepared.Example);
            }
        }
        else
        {
            CheckNames(kept.Value, prepared.Example);
        }

        return null;
    }

    /// <summary>What the target is called in a call.</summary>
    public static string FieldOf(EventKind kind) => kind == EventKind.Label ? "label" : "ground_truth";

    /// <summary>Reads the features of a call into a vector of the model, which is not changed.</summary>
    /// <exception cref="FeatureFormatException">They are no features, or too many.</exception>
    public void Fill(FeatureVector example, ReadOnlySpan<byte> features) => example.FillFromJson(features, options.Limit.MaxFeatures);

    /// <summary>Reads what a call says beside features and targets, for this model.</summary>
    /// <exception cref="OnlineMlException">It is not understood.</exception>
    /// <exception cref="FeatureFormatException">The features of a step to come are none, or too many.</exception>
    /// <exception cref="ArgumentException">The model cannot be asked that.</exception>
    public CallOptions ReadOptions(ReadOnlySpan<byte> json)
    {
        var read = CallOptions.Read(json, state.Model, options.Limit.MaxFeatures);
        if (read.Prediction is { } asked)
        {
            state.Model.Check(asked);
        }

        return read;
    }

    // What is done twice cannot be undone, so a call is rather not done at all when nobody knows any more.
    private void CheckAge(EventKind kind, in ModelCall call, DateTimeOffset now)
    {
        if (call.IdempotencyKey is not { } key || call.KeyAge <= TimeSpan.Zero)
        {
            return;
        }

        var first = now.ToUnixTimeMilliseconds() - (long)Math.Min((call.KeyAge + LongestWay).TotalMilliseconds, now.ToUnixTimeMilliseconds());
        if (state.Answers.MayHaveForgotten(kind, first, now.ToUnixTimeMilliseconds()))
        {
            throw new OnlineMlException(
                RefusalKind.BadRequest,
                $"The call with the idempotency key '{key}' was first sent {call.KeyAge.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} seconds ago, and the service has forgotten keys of that time since; it does not know whether the call was done.")
            {
                Limit = nameof(OnlineMlCallOptions.IdempotencyKeys),
            };
        }
    }

    // The example was checked as a prediction, which adds no names. It is read again only where its names may be too many.
    private void CheckNames(in RememberedPrediction kept, FeatureVector example)
    {
        if (kept.Features.Length / ShortestFeature > state.Model.MaxNames - state.Model.Features.Count)
        {
            RememberedExample.Split(kept.Features, out var features, out _);
            example.FillFromJson(features, int.MaxValue);
            state.Model.CheckNames(example);
        }
    }

    private void CheckWeight(double weight, bool hasTarget)
    {
        if (!hasTarget && state.Model.Task.NeedsTarget)
        {
            throw new OnlineMlException(RefusalKind.BadRequest, $"'{WireNames.Weight}' says how much a target counts, and there is none.");
        }

        state.Model.Task.CheckWeight(weight);
    }

    private void CheckTarget(ReadOnlySpan<byte> truth, EventKind kind, RememberedPrediction? kept, PreparedCall prepared)
    {
        var target = TargetJson.Read(truth, FieldOf(kind));
        prepared.TakeTarget(in target);
        if (target.IsUnknown)
        {
            if (kind is EventKind.Learn or EventKind.Label && state.Model.Task.NeedsTarget && !options.Call.AllowMissingTargets)
            {
                throw new OnlineMlException(
                    RefusalKind.BadRequest, $"'{FieldOf(kind)}' is missing; a model for {state.Model.Task.Name} learns nothing without one.");
            }

            return;
        }

        if (!state.Model.Task.ChangesWhenAsked)
        {
            state.Classes.Check(state.Model.Fit(target).Label);
            return;
        }

        _earlier.Clear();
        if (kept is { } remembered)
        {
            EarlierPredictionJson.Read(remembered.InFull, state.Model, _earlier);
        }

        state.Model.Complete(target, _earlier);
    }

    private string Missing(EventKind kind, string? identifier)
    {
        if (kind is EventKind.Predict or EventKind.Pull || identifier is null)
        {
            return "'features' is missing.";
        }

        var reason = state.Memory.Explain(identifier, out var outcome);
        state.CountMissed(outcome);
        return reason;
    }
}
