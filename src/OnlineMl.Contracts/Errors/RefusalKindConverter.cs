using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnlineMl.Contracts.Errors;

/// <summary>A kind by its name, as in <see cref="WireHeaders.RefusalKind"/>; one that is not known here is none.</summary>
internal sealed class RefusalKindConverter : JsonConverter<RefusalKind?>
{
    public override RefusalKind? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Enum.TryParse<RefusalKind>(reader.GetString(), out var kind) && Enum.IsDefined(kind) ? kind : null;

    public override void Write(Utf8JsonWriter writer, RefusalKind? value, JsonSerializerOptions options) => writer.WriteStringValue(value?.ToString());
}
