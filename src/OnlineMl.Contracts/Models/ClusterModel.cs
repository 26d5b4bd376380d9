using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>A model of servers that share it.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Owner">The address of its owner; null when it has none just now.</param>
/// <param name="Position">The last event that any server has.</param>
/// <param name="Lags">How many events the other servers that have it in memory are behind that one, by their addresses.</param>
public sealed record ClusterModel(
    [property: JsonPropertyName("model")] string Model,
    [property: JsonPropertyName("owner")] string? Owner,
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("lags")] IReadOnlyDictionary<string, long> Lags);
