using System.Text.Json.Serialization;
using OnlineMl.Contracts.Errors;

namespace OnlineMl.Contracts;

/// <summary>How far a batch of learns has come.</summary>
/// <param name="Line">The number of an example of the batch, from 1. Every example up to it is learned and durable, but for those that were refused.</param>
/// <param name="Message">Why the example of that number was refused; null when it was not.</param>
/// <param name="Kind">The kind of that refusal; null when it was not refused, or the server does not say.</param>
public sealed record BatchLearnAnswer(
    [property: JsonPropertyName("line")] long Line,
    [property: JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null,
    [property: JsonPropertyName("kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), JsonConverter(typeof(RefusalKindConverter))] RefusalKind? Kind = null);
