using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>A model was added.</summary>
/// <param name="Name">Its name.</param>
public sealed record CreateModelResponse([property: JsonPropertyName("name")] string Name);
