using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Cli.Data;

[JsonSerializable(typeof(string))]
internal sealed partial class SpecText : JsonSerializerContext
{
    /// <summary>JSON for people: no character that need not be escaped is.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
