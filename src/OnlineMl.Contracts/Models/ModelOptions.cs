using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How a new model takes its examples. What is null is as the service has it.</summary>
/// <param name="TimeFeature">The feature that tells the moment of an example to whatever runs over a period, where a call has no
/// <see cref="WireNames.Time"/> of its own. A number is seconds since 1970; a text is a date or a date and time as ISO 8601 writes them, in universal
/// time unless it says otherwise. An example without it, or with another value, is refused. It stays a feature.</param>
/// <param name="MaxMadeFeatures">How many features a step of the model may make of one example, beside those that the example has; an example of which
/// it would make more is refused. At least 1 and at most what the service allows.</param>
public sealed record ModelOptions(
    [property: JsonPropertyName(WireNames.TimeFeature), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeFeature = null,
    [property: JsonPropertyName(WireNames.MaxMadeFeatures), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxMadeFeatures = null);
