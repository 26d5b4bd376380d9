using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Reads targets from JSON.</summary>
internal static class TargetJson
{
    /// <summary>The target in a JSON value: a truth value, a text or a number, or an object of them by name; null for JSON's null and for no JSON at all.</summary>
    /// <param name="json">The value.</param>
    /// <param name="field">The field's name, for the message.</param>
    /// <exception cref="OnlineMlException">It is another JSON value, or none.</exception>
    public static Target? Read(ReadOnlySpan<byte> json, string field)
    {
        if (json.IsEmpty)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            Target? target = reader.TokenType switch
            {
                JsonTokenType.Null => null,
                JsonTokenType.True => new Label(true),
                JsonTokenType.False => new Label(false),
                JsonTokenType.String => new Label(reader.GetString()!),
                JsonTokenType.Number => Number(ref reader, field),
                JsonTokenType.StartObject => Outputs(ref reader, field),
                _ => throw Refuse($"'{field}' must be a number, a text or a truth value."),
            };
            return reader.Read() ? throw Refuse($"'{field}' must be one value.") : target;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"'{field}' is not valid JSON: {e.Message}");
        }
    }

    private static Target Outputs(ref Utf8JsonReader reader, string field)
    {
        var outputs = new List<(string, Target)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            Target target = reader.TokenType switch
            {
                JsonTokenType.True => new Label(true),
                JsonTokenType.False => new Label(false),
                JsonTokenType.String => new Label(reader.GetString()!),
                JsonTokenType.Number => Number(ref reader, field),
                _ => throw Refuse($"'{name}' of '{field}' must be a number, a text or a truth value."),
            };
            if (outputs.Exists(output => string.Equals(output.Item1, name, StringComparison.Ordinal)))
            {
                throw Refuse($"'{name}' of '{field}' comes twice.");
            }

            outputs.Add((name, target));
        }

        return outputs.Count > 0 ? new Target(new NamedTargets([.. outputs])) : throw Refuse($"'{field}' must be a number, a text or a truth value, and is an object without any.");
    }

    private static Target Number(ref Utf8JsonReader reader, string field) =>
        reader.TryGetInt64(out var whole) ? new Label(whole)
        : reader.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Refuse($"'{field}' is not a finite number.");

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
