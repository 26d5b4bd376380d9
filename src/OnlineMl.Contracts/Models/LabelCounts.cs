using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>What became of the predictions that wait for a label, since the model exists.</summary>
/// <param name="Labelled">Labels that came while their prediction was remembered.</param>
/// <param name="OutOfOrder">Those of them whose prediction was older than one that had its label already.</param>
/// <param name="Twice">Labels refused because the prediction had been labelled or learned already.</param>
/// <param name="Late">Labels refused because their prediction had been forgotten.</param>
/// <param name="Never">Predictions forgotten without a label, because of their age or because there were too many.</param>
/// <param name="Unknown">Labels refused because no prediction of that identifier was ever remembered, or not lately.</param>
public sealed record LabelCounts(
    [property: JsonPropertyName("labelled")] long Labelled,
    [property: JsonPropertyName("outOfOrder")] long OutOfOrder,
    [property: JsonPropertyName("twice")] long Twice,
    [property: JsonPropertyName("late")] long Late,
    [property: JsonPropertyName("never")] long Never,
    [property: JsonPropertyName("unknown")] long Unknown);
