using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>Something that happened to a model.</summary>
/// <param name="Kind"><c>predict</c>, <c>learn</c> or <c>label</c>; the type of the server-sent event.</param>
/// <param name="Model">The name of the model.</param>
/// <param name="Features">The features of the example.</param>
/// <param name="Prediction">What was predicted; null when nothing was.</param>
/// <param name="GroundTruth">The target; null on predict.</param>
public sealed record ModelEvent(
    [property: JsonIgnore] string Kind,
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("features")] JsonElement Features,
    [property: JsonPropertyName("prediction")] JsonElement? Prediction,
    [property: JsonPropertyName("ground_truth"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? GroundTruth = null)
{
    /// <summary>Names the event, for <see cref="StreamRequest.LastEventId"/>.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    /// <summary>How many events before this one were lost because the listener was slow or away for too long; null when that is unknown, be it
    /// none or many, because the service does not remember the event that was heard last: it has started again, or nobody listened for a while.</summary>
    [JsonIgnore]
    public long? Missed { get; init; } = 0;
}
