using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>The models of a service.</summary>
/// <param name="Models">Their names, sorted.</param>
public sealed record ModelList([property: JsonPropertyName("models")] IReadOnlyList<string> Models);
