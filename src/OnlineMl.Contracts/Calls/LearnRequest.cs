using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>An example to learn.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Features">A JSON object of feature names and numbers, texts or truth values; it may be undefined with an identifier.</param>
/// <param name="GroundTruth">The target: a number, a text or a truth value; absent for unsupervised models.</param>
/// <param name="Prediction">What was predicted, in the form of <see cref="PredictResponse"/>; the model is asked first when absent.</param>
/// <param name="Identifier">The identifier of a remembered prediction, which then supplies features and prediction.</param>
/// <param name="IdempotencyKey">A text of at most 256 characters that is the same when the call is repeated: the repetition gets the first
/// answer and changes nothing.</param>
/// <param name="Time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
/// <param name="Weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
public sealed record LearnRequest(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("features"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] JsonElement Features,
    [property: JsonPropertyName("ground_truth"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? GroundTruth = null,
    [property: JsonPropertyName("prediction"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Prediction = null,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null,
    [property: JsonPropertyName("Idempotency-Key"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? IdempotencyKey = null,
    [property: JsonPropertyName(WireNames.Time), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Time = null,
    [property: JsonPropertyName(WireNames.Weight), JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Weight = null);
