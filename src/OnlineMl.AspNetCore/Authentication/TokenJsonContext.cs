using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>How what a token says is written.</summary>
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class TokenJsonContext : JsonSerializerContext;
