using System.Text;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Reads values of a call that are texts, and checks those that nobody reads.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>A text.</summary>
    /// <exception cref="OnlineMlException">It is none.</exception>
    public static string Read(string field, ReadOnlySpan<byte> value)
    {
        if (value[0] != '"')
        {
            throw Refuse($"'{field}' must be a text.");
        }

        if (JsonScanner.IsPlainText(value))
        {
            return Encoding.UTF8.GetString(value[1..^1]);
        }

        try
        {
            var reader = new Utf8JsonReader(value);
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"'{field}' is not a valid text: {e.Message}");
        }
    }

    /// <summary>A text, or a whole number as the text of its digits.</summary>
    /// <exception cref="OnlineMlException">It is neither.</exception>
    public static string ReadName(string field, ReadOnlySpan<byte> value)
    {
        if (value[0] == '"')
        {
            return Read(field, value);
        }

        return IsWholeNumber(value) ? Encoding.ASCII.GetString(value) : throw Refuse($"'{field}' must be a text or a whole number.");
    }

    /// <summary>Refuses a value that is no valid JSON. An empty one is absent.</summary>
    /// <exception cref="OnlineMlException">It is not valid.</exception>
    public static void Check(string field, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(value.ToArray(), Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refuse($"'{field}' is not valid JSON: {e.Message}");
        }
    }

    private static bool IsWholeNumber(ReadOnlySpan<byte> value)
    {
        var digits = value[0] == '-' ? value[1..] : value;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits.Length == 1 || digits[0] != '0');
    }

    private static OnlineMlException Refuse(string message) => new(RefusalKind.BadRequest, message);
}
