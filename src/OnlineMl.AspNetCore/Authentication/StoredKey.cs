using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>A signing key in the storage folder.</summary>
/// <param name="Key">The key in base64.</param>
/// <param name="Created">From when on it signs.</param>
internal sealed record StoredKey(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("created")] DateTimeOffset Created);
