using System.Text.Json;

namespace OnlineMl.Catalog.Conversion;

/// <summary>A period: a number of seconds, or river's <c>{"timedelta": {"seconds": s}}</c>.</summary>
internal sealed class PeriodConverter : SpecConverter
{
    public override string Kind => "period";

    public override object? Read(SpecReader reader, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("timedelta", out var inner) &&
            inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty("seconds", out var seconds))
        {
            value = seconds;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) &&
            Math.Abs(number) < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(number)
            : throw Refuse(value, path);
    }

    public override void Write(SpecWriter writer, object? value)
    {
        writer.Json.WriteStartObject();
        writer.Json.WriteStartObject("timedelta");
        writer.Json.WriteNumber("seconds", ((TimeSpan)value!).TotalSeconds);
        writer.Json.WriteEndObject();
        writer.Json.WriteEndObject();
    }
}
