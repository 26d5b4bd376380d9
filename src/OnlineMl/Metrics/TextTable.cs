namespace OnlineMl.Metrics;

/// <summary>Tables in plain text, for people to read.</summary>
internal static class TextTable
{
    /// <summary>Lines up the cells of rows under headers; columns are two blanks wider than their longest cell.</summary>
    public static string Write(string[] headers, IEnumerable<string[]> rows)
    {
        List<string[]> body = [.. rows];
        var widths = headers.Select((header, column) => body.Append(headers).Max(row => row[column].Length)).ToArray();
        List<string> lines = [string.Join(' ', headers.Select((header, column) => header.PadRight(widths[column] + 2)))];
        lines.AddRange(body.Select(row => string.Join(' ', row.Select((cell, column) => cell.PadLeft(widths[column]) + "  "))));
        return string.Join('\n', lines);
    }
}
