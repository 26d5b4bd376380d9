using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>A prediction.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Prediction">A number for a regression, an object of labels and probabilities for a binary classification, a
/// label for a multiclass one, a whole number for a clustering, a list of numbers for a forecast, the items in their order where a model was to order
/// some, one of the arms for a policy.</param>
/// <param name="Identifier">What the prediction is remembered under; null when it is not, because the server makes up no identifiers or
/// cannot store anything now.</param>
/// <param name="Contributions">What each feature adds, when that was asked; see <see cref="WireNames.Contributions"/>.</param>
/// <param name="Interval">Between which numbers the target is expected, when that was asked; see <see cref="WireNames.Interval"/>.</param>
/// <param name="Ask">Whether the model wants to be told the label; null where it does not say. See <see cref="WireNames.Ask"/>.</param>
public sealed record PredictResponse(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("prediction")] JsonElement Prediction,
    [property: JsonPropertyName("identifier"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Identifier = null,
    [property: JsonPropertyName(WireNames.Contributions), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Contributions = null,
    [property: JsonPropertyName(WireNames.Interval), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Interval = null,
    [property: JsonPropertyName(WireNames.Ask), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Ask = null);
