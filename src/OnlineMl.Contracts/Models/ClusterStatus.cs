using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>The servers that share models, as they last said of themselves.</summary>
/// <param name="Servers">Those that were heard of in the last seconds, sorted by their addresses.</param>
/// <param name="Models">The models that any of them has in memory, sorted by their names.</param>
public sealed record ClusterStatus(
    [property: JsonPropertyName("servers")] IReadOnlyList<ClusterServer> Servers,
    [property: JsonPropertyName("models")] IReadOnlyList<ClusterModel> Models);
