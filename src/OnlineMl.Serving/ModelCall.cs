using System.Runtime.InteropServices;
using System.Text.Json;
using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving;

/// <summary>One predict, learn or label in the form in which it comes over the wire: JSON in UTF-8.</summary>
/// <remarks>The host copies what it keeps, so the bytes are free again when the call on the host returns, also when the task it
/// returned is not done yet.</remarks>
internal readonly ref struct ModelCall
{
    /// <summary>The name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The features as one JSON object; empty when there are none.</summary>
    public ReadOnlySpan<byte> Features { get; init; }

    /// <summary>The target (of a learn) or label as one JSON value; empty when there is none.</summary>
    public ReadOnlySpan<byte> GroundTruth { get; init; }

    /// <summary>What was predicted earlier as one JSON value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Prediction { get; init; }

    /// <summary>What else the call says, as one JSON object with names of <see cref="WireNames"/>: the moment of the example, the horizon of a
    /// forecast, the arms of a policy; empty when it says nothing.</summary>
    public ReadOnlySpan<byte> Options { get; init; }

    /// <summary>What the prediction is or was remembered under.</summary>
    public string? Identifier { get; init; }

    /// <summary>The same text when the call is repeated; see <see cref="LearnRequest"/>.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How long before it the first attempt with the same key was sent; zero when it is the first, or nobody says.</summary>
    internal TimeSpan KeyAge { get; init; }

    /// <summary>Whether it is a prediction without an identifier from its caller, which is answered without a trace while nothing can be stored.</summary>
    internal bool MayBeForgotten { get; init; }

    /// <summary>Takes down what the answer is of; null when nobody wants to know.</summary>
    internal CallReceipt? Receipt { get; init; }

    /// <summary>When a copy made the prediction that the call learns from, in milliseconds since 1970; <see cref="Features"/> are then as it remembered
    /// them, and <see cref="Prediction"/> in full. Null when the model remembers the prediction itself.</summary>
    internal long? Made { get; init; }

    /// <summary>The file of a model that is to take the place of the served one; empty for all other calls.</summary>
    internal ReadOnlySpan<byte> ModelFile { get; init; }

    internal static ModelCall Of(PredictRequest request) => new()
    {
        Model = request.Model,
        Features = Raw(request.Features),
        Identifier = request.Identifier,
        IdempotencyKey = request.IdempotencyKey,
        Options = CallOptions.Write(request),
    };

    internal static ModelCall Of(LearnRequest request) => new()
    {
        Model = request.Model,
        Features = Raw(request.Features),
        GroundTruth = Raw(request.GroundTruth),
        Prediction = Raw(request.Prediction),
        Options = CallOptions.Write(request.Time, request.Weight),
        Identifier = request.Identifier,
        IdempotencyKey = request.IdempotencyKey,
    };

    internal static ModelCall Of(LabelRequest request) => new()
    {
        Model = request.Model,
        GroundTruth = Raw(request.Label),
        Options = CallOptions.Write(request.Time, request.Weight),
        Identifier = request.Identifier,
        IdempotencyKey = request.IdempotencyKey,
    };

    private static ReadOnlySpan<byte> Raw(JsonElement? json) =>
        json is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } element ? JsonMarshal.GetRawUtf8Value(element) : default;
}
