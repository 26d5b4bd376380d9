using System.Text.Json;
using System.Text.Json.Serialization;
using OnlineMl.Contracts.Errors;

namespace OnlineMl.Contracts;

/// <summary>The answer to one example of a batch of predictions.</summary>
/// <param name="Line">The number of the example in the batch, from 1. Answers come in that order.</param>
/// <param name="Prediction">The prediction as in <see cref="PredictResponse"/>; null when the example was refused.</param>
/// <param name="Identifier">What the prediction is remembered under; null when it is not.</param>
/// <param name="Message">Why the example was refused; null when it was not.</param>
/// <param name="Kind">The kind of that refusal; null when it was not refused, or the server does not say.</param>
/// <param name="Contributions">What each feature adds, when that was asked; see <see cref="WireNames.Contributions"/>.</param>
/// <param name="Interval">Between which numbers the target is expected, when that was asked; see <see cref="WireNames.Interval"/>.</param>
/// <param name="Ask">Whether the model wants to be told the label; null where it does not say. See <see cref="WireNames.Ask"/>.</param>
public sealed record BatchPredictAnswer(
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("prediction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Prediction = null,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null,
    [property: JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null,
    [property: JsonPropertyName("kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(RefusalKindConverter))] RefusalKind? Kind = null,
    [property: JsonPropertyName(WireNames.Contributions), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Contributions = null,
    [property: JsonPropertyName(WireNames.Interval), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Interval = null,
    [property: JsonPropertyName(WireNames.Ask), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Ask = null);
