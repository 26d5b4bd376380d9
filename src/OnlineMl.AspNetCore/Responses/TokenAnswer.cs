using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>An access token as the River API gives it.</summary>
/// <param name="Token">The token.</param>
/// <param name="ExpiresIn">How many seconds it is good.</param>
/// <param name="IssuedAt">From when on it is good, as <c>yyyy-MM-ddTHH:mm:ssZ</c>.</param>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("expires_in")] long ExpiresIn,
    [property: JsonPropertyName("issued_at")] string IssuedAt);
