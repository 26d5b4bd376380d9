using System.Globalization;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Json;

/// <summary>Reads targets from JSON.</summary>
internal static class TargetJson
{
    /// <summary>The target in a JSON value: a truth value, a text or a number, an object of them by name, or a list; <see cref="Target.Unknown"/> for JSON's null
    /// and for no JSON at all.</summary>
    /// <remarks>Numbers and truth values of a list are the outputs "0", "1" and so on; a list of texts names the labels that an example has, of which each is
    /// an output that is true.</remarks>
    /// <param name="json">The value.</param>
    /// <param name="field">The field's name, for the message.</param>
    /// <exception cref="OnlineMlException">It is another JSON value, or none.</exception>
    public static Target Read(ReadOnlySpan<byte> json, string field)
    {
        if (json.IsEmpty)
        {
            return Target.Unknown;
        }

        if (json.SequenceEqual("true"u8))
        {
            return new Label(true);
        }

        if (json.SequenceEqual("false"u8))
        {
            return new Label(false);
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            var target = reader.TokenType switch
            {
                JsonTokenType.Null => Target.Unknown,
                JsonTokenType.True => new Label(true),
                JsonTokenType.False => new Label(false),
                JsonTokenType.String => new Label(reader.GetString()!),
                JsonTokenType.Number => Number(ref reader, field),
                JsonTokenType.StartObject => Outputs(ref reader, field),
                JsonTokenType.StartArray => Listed(ref reader, field),
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
        var outputs = new List<(string Name, Target)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            Add(outputs, name, Plain(ref reader, name, field), field);
        }

        return outputs.Count > 0 ? new Target(new NamedTargets([.. outputs])) : throw Refuse($"'{field}' must be a number, a text or a truth value, and is an object without any.");
    }

    private static Target Listed(ref Utf8JsonReader reader, string field)
    {
        var outputs = new List<(string Name, Target)>();
        var hasTexts = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var isText = reader.TokenType == JsonTokenType.String;
            if (outputs.Count > 0 && isText != hasTexts)
            {
                throw Refuse($"'{field}' is a list of texts and other values; texts name labels, and other values are outputs in their order.");
            }

            hasTexts = isText;
            var position = outputs.Count.ToString(CultureInfo.InvariantCulture);
            var target = Plain(ref reader, position, field);
            Add(outputs, isText ? reader.GetString()! : position, isText ? new Label(true) : target, field);
        }

        return outputs.Count > 0 ? new Target(new NamedTargets([.. outputs])) : throw Refuse($"'{field}' must be a number, a text or a truth value, and is a list without any.");
    }

    private static Target Plain(ref Utf8JsonReader reader, string name, string field) => reader.TokenType switch
    {
        JsonTokenType.True => new Label(true),
        JsonTokenType.False => new Label(false),
        JsonTokenType.String => new Label(reader.GetString()!),
        JsonTokenType.Number => Number(ref reader, field),
        _ => throw Refuse($"'{name}' of '{field}' must be a number, a text or a truth value."),
    };

    private static void Add(List<(string Name, Target)> outputs, string name, Target target, string field)
    {
        if (outputs.Exists(output => string.Equals(output.Name, name, StringComparison.Ordinal)))
        {
            throw Refuse($"'{name}' of '{field}' comes twice.");
        }

        outputs.Add((name, target));
    }

    private static Target Number(ref Utf8JsonReader reader, string field) =>
        reader.TryGetInt64(out var whole) ? new Label(whole)
        : reader.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw Refuse($"'{field}' is not a finite number.");

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
