using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>The target of an example that was predicted earlier.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Label">The target: a number, a text or a truth value.</param>
/// <param name="Identifier">What the prediction is remembered under.</param>
/// <param name="IdempotencyKey">A text of at most 256 characters that is the same when the call is repeated: the repetition gets the first
/// answer and changes nothing.</param>
/// <param name="Time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
/// <param name="Weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
public sealed record LabelRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("label"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] JsonElement Label,
    [property: JsonPropertyName("identifier")] string Identifier,
    [property: JsonPropertyName("Idempotency-Key"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdempotencyKey = null,
    [property: JsonPropertyName(WireNames.Time), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Time = null,
    [property: JsonPropertyName(WireNames.Weight), JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Weight = null);
