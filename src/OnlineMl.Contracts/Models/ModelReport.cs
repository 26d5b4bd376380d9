using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>What became of a model's predictions.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Examples">How many examples it has learned.</param>
/// <param name="Confusion">Which classes it takes for which; null for a model without classes, and before the first prediction met its truth.</param>
/// <param name="Calibration">How often the positive class came true where it had about a probability; empty for a model of other than two classes.</param>
/// <param name="Roc">The curve of those above a threshold; empty for a model of other than two classes, and until both have come.</param>
/// <param name="Position">Of how many events of the model that is; 0 from a service that does not say.</param>
public sealed record ModelReport(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("examples")] long Examples,
    [property: JsonPropertyName("confusion")] ConfusionReport? Confusion,
    [property: JsonPropertyName("calibration")] IReadOnlyList<CalibrationBin> Calibration,
    [property: JsonPropertyName("roc")] IReadOnlyList<RocPoint> Roc,
    [property: JsonPropertyName("position")] long Position = 0);
