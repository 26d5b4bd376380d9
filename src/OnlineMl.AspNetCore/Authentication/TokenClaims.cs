using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>What an access token says; times in seconds since 1970.</summary>
internal sealed record TokenClaims(
    [property: JsonPropertyName("sub")] string User,
    [property: JsonPropertyName("exp")] long Expires,
    [property: JsonPropertyName("nbf")] long NotBefore,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("jti")] string Id);
