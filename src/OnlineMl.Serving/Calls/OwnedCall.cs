namespace OnlineMl.Serving.Calls;

/// <summary>A copy of a call that has to wait.</summary>
internal sealed class OwnedCall(ModelCall call)
{
    private const int Overhead = 256;

    private readonly byte[] _features = call.Features.ToArray();
    private readonly byte[] _truth = call.GroundTruth.ToArray();
    private readonly byte[] _prediction = call.Prediction.ToArray();
    private readonly byte[] _options = call.Options.ToArray();
    private readonly string? _identifier = call.Identifier;
    private readonly string? _key = call.IdempotencyKey;
    private readonly bool _mayBeForgotten = call.MayBeForgotten;

    public string Model { get; } = call.Model;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => Overhead + _features.Length + _truth.Length + _prediction.Length + _options.Length;

    public ModelCall AsCall() => new()
    {
        Model = Model,
        Features = _features,
        GroundTruth = _truth,
        Prediction = _prediction,
        Options = _options,
        Identifier = _identifier,
        IdempotencyKey = _key,
        MayBeForgotten = _mayBeForgotten,
    };
}
