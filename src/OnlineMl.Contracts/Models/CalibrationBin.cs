using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>How often the positive class came true among the predictions that gave it about the same probability.</summary>
/// <param name="From">The lowest probability of the bin.</param>
/// <param name="To">The probability at which the next bin begins.</param>
/// <param name="Count">The weight of the examples.</param>
/// <param name="MeanProbability">The mean of their probabilities.</param>
/// <param name="Rate">The part of them that was of the positive class; the same as the mean where a model is calibrated.</param>
public sealed record CalibrationBin(
    [property: JsonPropertyName("from")] double From,
    [property: JsonPropertyName("to")] double To,
    [property: JsonPropertyName("count")] double Count,
    [property: JsonPropertyName("meanProbability")] double MeanProbability,
    [property: JsonPropertyName("rate")] double Rate);
