using System.Text.Json;

namespace OnlineMl.Datasets;

/// <summary>Tells in which form JSON has its rows.</summary>
internal static class JsonForms
{
    private const int HeadSize = 1 << 16;

    /// <summary>The rows as one object a line, whether they come so, in an array, over several lines each, or as lists of columns.</summary>
    /// <param name="source">The text.</param>
    /// <param name="isDocument">Whether it did not come as one object a line.</param>
    public static Stream Lines(Stream source, out bool isDocument)
    {
        var head = new byte[HeadSize];
        var length = 0;
        while (length < head.Length && !head.AsSpan(0, length).ContainsAnyExcept(" \t\r\n\uFEFF"u8))
        {
            var read = source.Read(head, length, head.Length - length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        var text = head.AsSpan(0, length);
        var mark = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        var whole = new PrefixedStream(head.AsMemory(mark, length - mark), source);
        text = text[mark..].TrimStart(" \t\r\n"u8);
        Stream lines = text.IsEmpty ? whole
            : text[0] == '[' ? new JsonObjects(whole)
            : BeginsWithList(text) ? JsonColumns.Rows(whole)
            : text.IndexOf((byte)'\n') is >= 0 and var end && !IsComplete(text[..end]) ? new JsonObjects(whole)
            : whole;
        isDocument = !ReferenceEquals(lines, whole);
        return lines;
    }

    private static bool BeginsWithList(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text, isFinalBlock: false, default);
            return json.Read() && json.TokenType == JsonTokenType.StartObject && json.Read() && json.TokenType == JsonTokenType.PropertyName
                && json.Read() && json.TokenType == JsonTokenType.StartArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line, isFinalBlock: false, default);
            return json.Read() && json.TrySkip();
        }
        catch (JsonException)
        {
            // The reader says what is wrong.
            return true;
        }
    }
}
