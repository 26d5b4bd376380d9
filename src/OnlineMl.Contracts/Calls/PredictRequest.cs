using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>An example to predict.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Features">A JSON object of feature names and numbers, texts or truth values.</param>
/// <param name="Identifier">What to remember the prediction under; the service makes one up when null.</param>
/// <param name="IdempotencyKey">A text of at most 256 characters that is the same when the call is repeated: the repetition gets the first
/// answer and changes nothing.</param>
/// <param name="Time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
/// <param name="Horizon">How many steps to forecast; see <see cref="WireNames.Horizon"/>.</param>
/// <param name="Arms">The arms to choose from; see <see cref="WireNames.Arms"/>.</param>
/// <param name="Explain">Whether to say what each feature adds to the prediction; see <see cref="WireNames.Explain"/>.</param>
/// <param name="Interval">The share of targets that are to lie in the interval of the answer; see <see cref="WireNames.Interval"/>.</param>
/// <param name="FutureFeatures">A list of JSON objects, the features of the steps to forecast; see <see cref="WireNames.FutureFeatures"/>.</param>
/// <param name="Items">A list of what to put into an order; see <see cref="WireNames.Items"/>.</param>
public sealed record PredictRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] JsonElement Features,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null,
    [property: JsonPropertyName("Idempotency-Key"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdempotencyKey = null,
    [property: JsonPropertyName(WireNames.Time), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Time = null,
    [property: JsonPropertyName(WireNames.Horizon), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Horizon = null,
    [property: JsonPropertyName(WireNames.Arms), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Arms = null,
    [property: JsonPropertyName(WireNames.Explain), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Explain = null,
    [property: JsonPropertyName(WireNames.Interval), JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Interval = null,
    [property: JsonPropertyName(WireNames.FutureFeatures), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? FutureFeatures = null,
    [property: JsonPropertyName(WireNames.Items), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Items = null);
