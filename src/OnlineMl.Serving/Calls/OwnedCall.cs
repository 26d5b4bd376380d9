using OnlineMl.Serving.Predictions;

namespace OnlineMl.Serving.Calls;

/// <summary>A copy of a call that has to wait, or goes to another server. Nobody changes its bytes.</summary>
internal sealed record OwnedCall
{
    private const int Overhead = 256;

    public required string Model { get; init; }

    public byte[] Features { get; init; } = [];

    public byte[] GroundTruth { get; init; } = [];

    public byte[] Prediction { get; init; } = [];

    public byte[] Options { get; init; } = [];

    public string? Identifier { get; init; }

    public string? IdempotencyKey { get; init; }

    public TimeSpan KeyAge { get; init; }

    public bool MayBeForgotten { get; init; }

    /// <inheritdoc cref="ModelCall.Receipt"/>
    public CallReceipt? Receipt { get; init; }

    /// <summary>What tells the model that is meant from others of its name; null for whichever there is.</summary>
    public string? Epoch { get; init; }

    /// <inheritdoc cref="ModelCall.Made"/>
    public long? Made { get; init; }

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => Overhead + Features.Length + GroundTruth.Length + Prediction.Length + Options.Length;

    public static OwnedCall Of(in ModelCall call) => new()
    {
        Model = call.Model,
        Features = call.Features.ToArray(),
        GroundTruth = call.GroundTruth.ToArray(),
        Prediction = call.Prediction.ToArray(),
        Options = call.Options.ToArray(),
        Identifier = call.Identifier,
        IdempotencyKey = call.IdempotencyKey,
        KeyAge = call.KeyAge,
        MayBeForgotten = call.MayBeForgotten,
        Receipt = call.Receipt,
    };

    public ModelCall AsCall() => new()
    {
        Model = Model,
        Features = Features,
        GroundTruth = GroundTruth,
        Prediction = Prediction,
        Options = Options,
        Identifier = Identifier,
        IdempotencyKey = IdempotencyKey,
        KeyAge = KeyAge,
        MayBeForgotten = MayBeForgotten,
        Receipt = Receipt,
        Made = Made,
    };

    /// <summary>The call with what a copy remembered of the prediction that it learns from; a prediction that the call brings goes before that.</summary>
    public OwnedCall With(CarriedPrediction carried) => this with
    {
        Features = carried.Example,
        Prediction = Prediction.Length > 0 ? Prediction : carried.InFull,
        Made = carried.Made,
    };
}
