using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.AspNetCore.Authentication;

/// <summary>How the files of access control are written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(AccessList))]
[JsonSerializable(typeof(List<StoredKey>))]
internal sealed partial class AccessJsonContext : JsonSerializerContext;
