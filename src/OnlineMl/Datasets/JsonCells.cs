using System.Text;
using System.Text.Json;

namespace OnlineMl.Datasets;

/// <summary>Goes through the members of flat JSON objects.</summary>
internal static class JsonCells
{
    /// <exception cref="JsonException">The line is no JSON object.</exception>
    public static void Each(ReadOnlySpan<byte> line, JsonCell take)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("It is no object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.String when !json.ValueIsEscaped:
                    take(name, json.ValueSpan, isQuoted: true);
                    break;
                case JsonTokenType.String:
                    take(name, Encoding.UTF8.GetBytes(json.GetString()!), isQuoted: true);
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    take(name, json.ValueSpan, isQuoted: false);
                    break;
                default:
                    json.Skip();
                    take(name, [], isQuoted: false);
                    break;
            }
        }

        // Anything behind the object makes the reader complain.
        json.Read();
    }
}
