using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>How the service is.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Problems">What is wrong, one sentence each.</param>
internal sealed record HealthAnswer(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("problems")] IReadOnlyList<string> Problems);
