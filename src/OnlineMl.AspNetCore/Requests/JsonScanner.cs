using System.Buffers;
using System.Text.Json;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Finds where the values of a JSON object begin and end, without reading what is in them.</summary>
internal static class JsonScanner
{
    private static readonly SearchValues<byte> Brackets = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>Whether a value is a text without escapes.</summary>
    public static bool IsPlainText(ReadOnlySpan<byte> value) =>
        value[0] == '"' && !value.Contains((byte)'\\') && !value.ContainsAnyInRange((byte)0, (byte)31);

    /// <summary>Whether a value is <c>null</c>.</summary>
    public static bool IsNull(ReadOnlySpan<byte> value) => value.SequenceEqual("null"u8);

    /// <summary>The length of the byte order mark that some programs write in front of a text; 0 when there is none.</summary>
    public static int MarkLength(ReadOnlySpan<byte> text) => text.StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>The place of the next byte that is no white space.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> json, int i)
    {
        while (i < json.Length && json[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            i++;
        }

        return i;
    }

    /// <summary>The place behind the value that begins at a place.</summary>
    /// <exception cref="OnlineMlException">There is none.</exception>
    public static int SkipValue(ReadOnlySpan<byte> json, int i)
    {
        if (i == json.Length)
        {
            throw NoObject(json);
        }

        if (json[i] == '"')
        {
            return SkipText(json, i);
        }

        if (json[i] is (byte)'{' or (byte)'[')
        {
            return SkipNested(json, i);
        }

        var length = json[i..].IndexOfAny(ScalarEnds);
        return length > 0 ? i + length : throw NoObject(json);
    }

    /// <summary>The place behind the text that begins at a place.</summary>
    /// <exception cref="OnlineMlException">It does not end.</exception>
    public static int SkipText(ReadOnlySpan<byte> json, int i)
    {
        for (i++; ; i += 2)
        {
            var length = json[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                throw NoObject(json);
            }

            i += length;
            if (json[i] == '"')
            {
                return i + 1;
            }

            if (i + 2 > json.Length)
            {
                throw NoObject(json);
            }
        }
    }

    /// <summary>Why a body is no JSON object: the reader of the base library, which is only asked when something is wrong, says where.</summary>
    public static OnlineMlException NoObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            return new OnlineMlException(RefusalKind.BadRequest, $"The body is not valid JSON: {e.Message}");
        }

        return new OnlineMlException(RefusalKind.BadRequest, "The body must be a JSON object.");
    }

    private static int SkipNested(ReadOnlySpan<byte> json, int i)
    {
        // With nothing inside but whole texts without escapes, the first end is the end.
        var inside = json[(i + 1)..];
        if (json[i] == '{' && inside.IndexOf((byte)'}') is >= 0 and var flat
            && !inside[..flat].ContainsAny((byte)'{', (byte)'[', (byte)'\\') && int.IsEvenInteger(inside[..flat].Count((byte)'"')))
        {
            return i + flat + 2;
        }

        for (var depth = 0; ;)
        {
            var length = json[i..].IndexOfAny(Brackets);
            if (length < 0)
            {
                throw NoObject(json);
            }

            i += length;
            switch (json[i])
            {
                case (byte)'"':
                    i = SkipText(json, i);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            i++;
            if (depth == 0)
            {
                return i;
            }
        }
    }
}
