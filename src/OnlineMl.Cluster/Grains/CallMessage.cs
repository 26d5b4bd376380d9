using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using Orleans;

namespace OnlineMl.Cluster.Grains;

/// <summary>A call on its way to the server that owns the model, in the bytes in which it came.</summary>
[GenerateSerializer]
[Immutable]
[Alias("onlineml.call")]
internal sealed class CallMessage
{
    [Id(0)]
    public byte Kind { get; init; }

    [Id(1)]
    public byte[] Features { get; init; } = [];

    [Id(2)]
    public byte[] GroundTruth { get; init; } = [];

    [Id(3)]
    public byte[] Prediction { get; init; } = [];

    [Id(4)]
    public byte[] Options { get; init; } = [];

    [Id(5)]
    public string? Identifier { get; init; }

    [Id(6)]
    public string? IdempotencyKey { get; init; }

    [Id(7)]
    public bool MayBeForgotten { get; init; }

    [Id(8)]
    public TimeSpan KeyAge { get; init; }

    /// <inheritdoc cref="OwnedCall.Epoch"/>
    [Id(9)]
    public string? Epoch { get; init; }

    public static CallMessage Of(EventKind kind, OwnedCall call) => new()
    {
        Kind = (byte)kind,
        Features = call.Features,
        GroundTruth = call.GroundTruth,
        Prediction = call.Prediction,
        Options = call.Options,
        Identifier = call.Identifier,
        IdempotencyKey = call.IdempotencyKey,
        KeyAge = call.KeyAge,
        MayBeForgotten = call.MayBeForgotten,
        Epoch = call.Epoch,
    };

    public OwnedCall ToCall(string model, CallReceipt receipt) => new()
    {
        Model = model,
        Features = Features,
        GroundTruth = GroundTruth,
        Prediction = Prediction,
        Options = Options,
        Identifier = Identifier,
        IdempotencyKey = IdempotencyKey,
        KeyAge = KeyAge,
        MayBeForgotten = MayBeForgotten,
        Epoch = Epoch,
        Receipt = receipt,
    };
}
