using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>A model's metrics over its life: at most 257 points, the last one that of now. All lists have one entry for each point.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Examples">How many examples had been learned.</param>
/// <param name="Times">When the last of them was.</param>
/// <param name="Metrics">The values by the metric's name. Numbers that JSON lacks are the texts <c>nan</c>, <c>inf</c> and <c>-inf</c>.</param>
/// <param name="Position">Of how many events of the model that is; 0 from a service that does not say.</param>
public sealed record MetricHistoryResponse(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("examples")] IReadOnlyList<long> Examples,
    [property: JsonPropertyName("times")] IReadOnlyList<DateTimeOffset> Times,
    [property: JsonPropertyName("metrics"), JsonConverter(typeof(NumbersByName))] IReadOnlyDictionary<string, IReadOnlyList<double>> Metrics,
    [property: JsonPropertyName("position")] long Position = 0)
{
    /// <summary>Where another model took the place of the one before; the last 256 times.</summary>
    [JsonPropertyName("replacements")]
    public IReadOnlyList<ModelReplacement> Replacements { get; init; } = [];
}
