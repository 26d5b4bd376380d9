using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How a new model takes its examples. What is null is as the service has it.</summary>
/// <param name="TimeFeature">The feature that tells the moment of an example to whatever runs over a period, where a call has no
/// <see cref="WireNames.Time"/> of its own. A number is seconds since 1970; a text is a date or a date and time as ISO 8601 writes them, in universal
/// time unless it says otherwise. An example without it, or with another value, is refused. It stays a feature.</param>
/// <param name="MaxMadeFeatures">How many features a step of the model may make of one example, beside those that the example has; an example of which
/// it would make more is refused. At least 1 and at most what the service allows.</param>
/// <param name="MaxNames">How many names each vocabulary of the model may have: those of features, of what its steps make, of values that an encoder or a
/// tree tells apart, of groups. An example with a new name of a feature beyond that is refused; what a step makes beyond it is passed over. At least 1 and at
/// most what the service allows.</param>
/// <param name="ParseNumbers">Whether features that are texts which say a number, such as <c>"42"</c>, are taken as that number.</param>
/// <param name="Mixing">How the model is learned in shares, on several servers that share models; null for one that is not. It stays as it is created.</param>
public sealed record ModelOptions(
    [property: JsonPropertyName(WireNames.TimeFeature), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TimeFeature = null,
    [property: JsonPropertyName(WireNames.MaxMadeFeatures), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxMadeFeatures = null,
    [property: JsonPropertyName(WireNames.MaxNames), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? MaxNames = null,
    [property: JsonPropertyName(WireNames.ParseNumbers), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? ParseNumbers = null,
    [property: JsonPropertyName(WireNames.Mixing), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MixingOptions? Mixing = null);
