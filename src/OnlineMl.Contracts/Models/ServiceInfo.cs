using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>What a service is.</summary>
/// <param name="Id">A short name of the service.</param>
/// <param name="Status"><c>running</c>.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="DocumentationUrl">Where to read more.</param>
/// <param name="Storage">Where models are kept: <c>file</c> or <c>memory</c>.</param>
/// <param name="RiverVersion">The version of river whose semantics the learners follow.</param>
/// <param name="Version">The version of the service.</param>
/// <param name="Prefix">The path in front of every endpoint, without slashes around it.</param>
public sealed record ServiceInfo(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("documentationUrl")] string DocumentationUrl,
    [property: JsonPropertyName("storage")] string Storage,
    [property: JsonPropertyName("river_version")] string RiverVersion,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("prefix"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prefix = null);
