using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Responses;

/// <summary>How the records of this package are written.</summary>
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class AnswerJsonContext : JsonSerializerContext;
