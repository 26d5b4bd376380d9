using System.Text.Json.Serialization;

namespace OnlineMl.Cli.Data;

[JsonSerializable(typeof(string))]
internal sealed partial class SpecText : JsonSerializerContext;
