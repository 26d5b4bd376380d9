using OnlineMl.Features;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Serving;

/// <summary>How much there may be of what callers send.</summary>
/// <remarks>Set in code by <c>AddOnlineMl().Configure&lt;OnlineMlLimitOptions&gt;(…)</c>; the configuration section <c>OnlineMl</c> and environment variables
/// such as <c>OnlineMl__MaxModels</c> override the code.</remarks>
public sealed class OnlineMlLimitOptions : IReviewedOptions
{
    /// <summary>How many models there may be. At least 1, default 10,000.</summary>
    public int MaxModels { get; set; } = 10_000;

    /// <summary>How many models tell the meter their metrics (<c>onlineml.model.metric</c>): those that were first in memory. At least 0, default 100.</summary>
    public int MaxMeasuredModels { get; set; } = 100;

    /// <summary>How many features an example may have. At least 1, default 100,000.</summary>
    public int MaxFeatures { get; set; } = 100_000;

    /// <summary>How many features a step of a new model may make of one example, see <see cref="Model.MaxMadeFeatures"/>; whoever creates a model
    /// may ask for fewer. Range [1, 16777216], default 262,144.</summary>
    public int MaxMadeFeatures { get; set; } = MadeFeatures.Usual;

    /// <summary>How many names each vocabulary of a new model may have, see <see cref="Model.MaxNames"/>: an example with a new name of a feature beyond that
    /// is refused, what a step makes beyond it is passed over; whoever creates a model may ask for fewer. Range [1, 268435456], default 1,048,576.</summary>
    public int MaxNames { get; set; } = NameLimit.Usual;

    /// <summary>How many classes a model may have; an example of another one is refused. A model that keeps something for each pair of classes, say,
    /// may have fewer, as <see cref="OnlineMlMemoryOptions.MaxModelBytes"/> allows. At least 2, default 10,000.</summary>
    public int MaxClasses { get; set; } = 10_000;

    /// <summary>How many characters an identifier or idempotency key may have. Range [36, 4096], default 256.</summary>
    public int MaxIdentifierLength { get; set; } = 256;

    /// <summary>How many models one user may have created that are there; a further one is refused (403). It does not bind where there are no users. At least 1,
    /// default 1,000.</summary>
    public int MaxUserModels { get; set; } = 1_000;

    /// <summary>How many bytes of memory the models may take together that one user created, on all servers that share them: each model that is in memory anywhere counts once, as it
    /// was measured last. Beyond it the user creates no more, and they predict and refuse to learn (403); what a model grows on one server is known to the others a few seconds later. At
    /// least 1 MiB; default null, which is half of the <see cref="OnlineMlMemoryOptions.MemoryBudget"/> of the server that is asked.</summary>
    public long? MaxUserBytes { get; set; }

    /// <summary>How many events (learns, labels and remembered predictions) the models that one user created may have together in a day of UTC, on all
    /// servers that share them; further ones are refused (429, with the time until the next day), and predictions without an identifier of their own go on without being
    /// remembered. At least 1, default 10,000,000.</summary>
    public long MaxUserEvents { get; set; } = 10_000_000;

    void IReviewedOptions.Review(OptionReview review)
    {
        review.Check(MaxModels >= 1, nameof(MaxModels), MaxModels, "at least 1");
        review.Check(MaxMeasuredModels >= 0, nameof(MaxMeasuredModels), MaxMeasuredModels, "0 or more");
        review.Check(MaxFeatures >= 1, nameof(MaxFeatures), MaxFeatures, "at least 1");
        review.Check(MaxMadeFeatures is >= 1 and <= MadeFeatures.Largest, nameof(MaxMadeFeatures), MaxMadeFeatures, "1 to 16777216");
        review.Check(MaxNames is >= 1 and <= NameLimit.Largest, nameof(MaxNames), MaxNames, "1 to 268435456");
        review.Check(MaxClasses >= 2, nameof(MaxClasses), MaxClasses, "at least 2");
        review.Check(MaxUserModels >= 1, nameof(MaxUserModels), MaxUserModels, "at least 1");
        review.Check(MaxUserBytes is null or >= 1 << 20, nameof(MaxUserBytes), MaxUserBytes, "at least 1048576, or null");
        review.Check(MaxUserEvents >= 1, nameof(MaxUserEvents), MaxUserEvents, "at least 1");
        review.Check(MaxIdentifierLength is >= 36 and <= 4096, nameof(MaxIdentifierLength), MaxIdentifierLength, "36 to 4096");
    }
}
