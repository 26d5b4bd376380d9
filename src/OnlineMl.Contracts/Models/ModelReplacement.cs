using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>Where in the life of a model another one took its place under its name.</summary>
/// <param name="Examples">How many examples had been learned under the name.</param>
/// <param name="Time">When it was.</param>
public sealed record ModelReplacement(
    [property: JsonPropertyName("examples")] long Examples,
    [property: JsonPropertyName("time")] DateTimeOffset Time);
