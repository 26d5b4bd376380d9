using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>An example to predict.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Features">A JSON object of feature names and numbers, texts or truth values.</param>
/// <param name="Identifier">What to remember the prediction under; the service makes one up when null.</param>
public sealed record PredictRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("features")] JsonElement Features,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null);
