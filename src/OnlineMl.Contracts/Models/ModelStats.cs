using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How often a model was called and how long that took.</summary>
/// <param name="Predict">The predictions.</param>
/// <param name="Learn">The learns and labels.</param>
public sealed record ModelStats(
    [property: JsonPropertyName("predict")] CallStats Predict,
    [property: JsonPropertyName("learn")] CallStats Learn);
