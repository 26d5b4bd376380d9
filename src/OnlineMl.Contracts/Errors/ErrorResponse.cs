using System.Text.Json.Serialization;

namespace OnlineMl.Contracts;

/// <summary>Why a request was refused.</summary>
/// <param name="Message">The reason, in one sentence.</param>
public sealed record ErrorResponse([property: JsonPropertyName("message")] string Message);
