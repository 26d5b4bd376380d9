using System.Text;

namespace OnlineMl.Datasets;

/// <summary>Takes values from a line of an ARFF file.</summary>
internal static class ArffText
{
    /// <summary>Takes the first value, with quotes around it or not, from a text that does not begin with a blank.</summary>
    public static string Take(ref string text)
    {
        if (text.Length > 0 && text[0] is '\'' or '"')
        {
            return TakeQuoted(ref text);
        }

        var end = text.AsSpan().IndexOfAny(" \t,{}");
        var value = end < 0 ? text : text[..end];
        text = end < 0 ? "" : text[end..];
        return value;
    }

    /// <summary>Takes the first value of a row and the comma behind it.</summary>
    public static string TakeCell(ref string row)
    {
        row = row.TrimStart();
        if (row.Length > 0 && row[0] is '\'' or '"')
        {
            var quoted = TakeQuoted(ref row);
            row = row.TrimStart();
            row = row.StartsWith(',') ? row[1..] : row;
            return quoted;
        }

        var end = row.IndexOf(',', StringComparison.Ordinal);
        var value = end < 0 ? row : row[..end];
        row = end < 0 ? "" : row[(end + 1)..];
        return value.Trim();
    }

    private static char Unescaped(char character) => character switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => character,
    };

    private static string TakeQuoted(ref string text)
    {
        var quote = text[0];
        var value = new StringBuilder();
        var i = 1;
        for (; i < text.Length && text[i] != quote; i++)
        {
            value.Append(text[i] == '\\' && i + 1 < text.Length ? Unescaped(text[++i]) : text[i]);
        }

        text = i < text.Length ? text[(i + 1)..] : "";
        return value.ToString();
    }
}
