using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>An example to predict.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Features">A JSON object of feature names and numbers, texts or truth values.</param>
/// <param name="Identifier">What to remember the prediction under; the service makes one up when null.</param>
/// <param name="IdempotencyKey">A text of at most 256 characters that is the same when the call is repeated: the repetition gets the first
/// answer and changes nothing.</param>
public sealed record PredictRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] JsonElement Features,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null,
    [property: JsonPropertyName("Idempotency-Key"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdempotencyKey = null);
