using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How far the shares of a model were merged.</summary>
/// <param name="Round">How often they were merged.</param>
/// <param name="Every">How often that is to happen.</param>
/// <param name="Positions">Up to which event of its log each share is part of the model; empty before the first merge.</param>
public sealed record MixingStatus(
    [property: JsonPropertyName("round")] long Round,
    [property: JsonPropertyName("every")] TimeSpan Every,
    [property: JsonPropertyName("positions")] IReadOnlyList<long> Positions);
