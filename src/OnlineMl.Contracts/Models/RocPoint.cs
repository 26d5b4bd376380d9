using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>A point of the ROC curve.</summary>
/// <param name="Threshold">The probability from which on the positive class is taken for predicted.</param>
/// <param name="TruePositiveRate">The part of the positives that is predicted then.</param>
/// <param name="FalsePositiveRate">The part of the negatives that is predicted to be positive then.</param>
public sealed record RocPoint(
    [property: JsonPropertyName("threshold")] double Threshold,
    [property: JsonPropertyName("truePositiveRate")] double TruePositiveRate,
    [property: JsonPropertyName("falsePositiveRate")] double FalsePositiveRate);
