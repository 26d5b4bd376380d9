using OnlineMl.Contracts;

namespace OnlineMl.Serving.Fold;

/// <summary>What a model answered to an event: done, with or without a prediction, or refused.</summary>
/// <param name="Kind">What the event was.</param>
/// <param name="Prediction">The prediction as JSON; null when none was asked for or the event was refused.</param>
/// <param name="Identifier">What the prediction is remembered under.</param>
/// <param name="Refusal">Why the event was refused; null when it was not.</param>
/// <param name="IsFault">Whether it was refused because a component of the model failed, for which the caller can do nothing.</param>
/// <param name="Further">What was asked for beside the prediction, as the members of the answer behind it, each with a comma before it; null for nothing.</param>
/// <param name="Limit">The name of the option whose limit the event would exceed; null for none, and where it comes from a snapshot.</param>
internal sealed record Answer(
    EventKind Kind, byte[]? Prediction = null, string? Identifier = null, string? Refusal = null, bool IsFault = false, byte[]? Further = null, string? Limit = null)
{
    /// <summary>The answer as its caller gets it, which is not what is remembered and told.</summary>
    public Answer Whole => Further is null ? this : this with { Prediction = [.. Prediction!, .. Further], Further = null };

    public static Answer Learned { get; } = new(EventKind.Learn);

    public static Answer Labelled { get; } = new(EventKind.Label);

    public static Answer Replaced { get; } = new(EventKind.Replace);

    /// <summary>The end of a prediction that the caller has and nobody remembers.</summary>
    public static Answer Unremembered { get; } = new(EventKind.Predict);

    public static Answer Failed(EventKind kind, Exception fault) => new(kind, Refusal: Refusals.FaultOf(fault), IsFault: true);

    public OnlineMlException ToException() => new(IsFault ? RefusalKind.Failed : RefusalKind.BadRequest, Refusal!) { Limit = Limit };
}
