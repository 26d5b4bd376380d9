using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How a model is learned in shares, for a stream that is too fast for one core: each share learns some of the examples, and all are merged over and over.</summary>
/// <param name="Shares">How many shares there are: as many as there are servers, or somewhat more. Range [2, 64], default 3.</param>
/// <param name="Every">How often they are merged; predictions that leave no trace are as old. Range [100 ms, 1 hour], default one second.</param>
public sealed record MixingOptions(
    [property: JsonPropertyName("shares")] int Shares = 3,
    [property: JsonPropertyName("every"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeSpan? Every = null);
