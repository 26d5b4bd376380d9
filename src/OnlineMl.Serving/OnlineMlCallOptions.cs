using System.Text.Json;
using Microsoft.Extensions.Configuration;
using OnlineMl.Contracts.Examples;
using OnlineMl.Features;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Serving;

/// <summary>What is made of calls: identifiers, predictions that wait for their label, and idempotency keys.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlCallOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__GenerateIdentifiers</c> override the code.</remarks>
public sealed class OnlineMlCallOptions : IReviewedOptions, IReadsSection
{
    /// <summary>Whether a prediction without an identifier gets one, so that a label can follow. Default true.</summary>
    public bool GenerateIdentifiers { get; set; } = true;

    /// <summary>How many unlabelled predictions are remembered per model; beyond that the oldest is forgotten.
    /// Range [0, ∞), default 100,000.</summary>
    public int RememberedPredictions { get; set; } = 100_000;

    /// <summary>How many bytes the unlabelled predictions of a model may take; beyond that the oldest are forgotten. At least 0,
    /// default 64 MiB.</summary>
    public long RememberedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an unlabelled prediction is remembered. Above 0, default seven days.</summary>
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many idempotency keys are remembered per model, of predictions as many as of learns and labels. With their answers they take at most
    /// 4 KiB each on average: beyond that the oldest are forgotten, too. At least 0, default 10,000.</summary>
    public int IdempotencyKeys { get; set; } = 10_000;

    /// <summary>How long an idempotency key is remembered: longer than clients send a call again, which is <c>RepeatFor</c> of the package OnlineMl.Client, an
    /// hour by default. Above 0, default one day.</summary>
    public TimeSpan IdempotencyFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How many calls may wait for one model that is busy; a further one is refused and may be tried again. At least 1, default 4,096.</summary>
    public int MaxWaitingCalls { get; set; } = 4096;

    /// <summary>After how long with one and the same call a model is reported as busy, and refuses calls until it is free. Above 0, default 5 seconds.</summary>
    public TimeSpan BusyAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the transformers of new models learn when a model predicts, as river did before 0.19, and not when
    /// it learns. Default false.</summary>
    public bool LearnDuringPredict { get; set; }

    /// <summary>The feature that tells the moment of an example in new models whose creator does not name one; see
    /// <see cref="Model.TimeFeature"/>. Default null.</summary>
    public string? TimeFeature { get; set; }

    /// <summary>Whether new models whose creator does not say take features that are texts which say a number as that number; see
    /// <see cref="Model.ParseNumbers"/>. Default false: a text is a category, and the status of the model tells of the first such text.</summary>
    public bool ParseNumbers { get; set; }

    /// <summary>How features are named after the properties of examples in the process; see <see cref="Contracts.IOnlineMlClient.FeatureNaming"/>. In the
    /// configuration <c>camelCase</c>, <c>snake_case</c>, <c>kebab-case</c>, <c>SNAKE_CASE</c> or <c>KEBAB-CASE</c>. Default null: as the properties
    /// are.</summary>
    public JsonNamingPolicy? FeatureNaming { get; set; }

    bool IReadsSection.TryRead(IConfigurationSection entry, List<string> faults)
    {
        if (!string.Equals(entry.Key, nameof(FeatureNaming), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var isNaming = WrittenNaming.TryRead(entry.Value, out var naming);
        FeatureNaming = naming;
        if (!isNaming)
        {
            faults.Add($"{entry.Path} is '{entry.Value}', which is no {WrittenNaming.Allowed}.");
        }

        return true;
    }

    /// <summary>Whether a model that learns nothing without a target takes examples that have none, which then only count. Default false: they are
    /// refused.</summary>
    public bool AllowMissingTargets { get; set; }

    void IReviewedOptions.Review(OptionReview review)
    {
        review.Check(TimeFeature is not "" && TimeFeature?.Length is null or <= FeatureSpace.MaxNameBytes, nameof(TimeFeature), TimeFeature, "a name or null");
        review.Check(RememberedPredictions >= 0, nameof(RememberedPredictions), RememberedPredictions, "0 or more");
        review.Check(RememberedBytes >= 0, nameof(RememberedBytes), RememberedBytes, "0 or more");
        review.Check(RememberFor > TimeSpan.Zero, nameof(RememberFor), RememberFor, "above 0");
        review.Check(IdempotencyKeys >= 0, nameof(IdempotencyKeys), IdempotencyKeys, "0 or more");
        review.Check(MaxWaitingCalls >= 1, nameof(MaxWaitingCalls), MaxWaitingCalls, "at least 1");
        review.Check(BusyAfter > TimeSpan.Zero && BusyAfter <= TimeSpan.FromDays(1), nameof(BusyAfter), BusyAfter, "above 0, at most 1.00:00:00");
        review.Check(IdempotencyFor > TimeSpan.Zero, nameof(IdempotencyFor), IdempotencyFor, "above 0");
    }
}
