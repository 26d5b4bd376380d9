using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>Which classes a model takes for which.</summary>
/// <param name="Classes">The classes, at most fifty, in the order in which they came.</param>
/// <param name="Counts">A row for each true class with the weight of its examples by the predicted class.</param>
/// <param name="Others">The weight of examples of further classes.</param>
public sealed record ConfusionReport(
    [property: JsonPropertyName("classes")] IReadOnlyList<string> Classes,
    [property: JsonPropertyName("counts")] IReadOnlyList<IReadOnlyList<double>> Counts,
    [property: JsonPropertyName("others")] double Others);
