using System.Text.Json;
using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>Looks at JSON lines without reading examples.</summary>
internal static class JsonLinesDescription
{
    public static TableDescription Of(Stream stream, ColumnTypes types, long maxRows)
    {
        using var buffer = new LineBuffer(stream);
        JsonLinesHead.Decide(buffer, types);
        var position = buffer.LinesEnd > 0 ? buffer.SkipByteOrderMark() : 0;
        var columns = new Dictionary<string, ColumnStatistics>(StringComparer.Ordinal);
        var order = new List<ColumnStatistics>();
        var names = new List<string>();
        var rows = 0L;
        while (rows < maxRows)
        {
            if (position >= buffer.LinesEnd)
            {
                if (!buffer.Advance(position))
                {
                    break;
                }

                position = 0;
            }

            var rest = buffer.Bytes.AsSpan(position, buffer.LinesEnd - position);
            var line = rest[..rest.IndexOf((byte)'\n')];
            position += line.Length + 1;
            if (line.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                JsonCells.Each(line, (name, cell, isQuoted) =>
                {
                    if (!columns.TryGetValue(name, out var column))
                    {
                        columns.Add(name, column = new ColumnStatistics(name, types));
                        order.Add(column);
                        names.Add(name);
                    }

                    column.Add(cell, isQuoted);
                });
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The reader leaves such lines out and tells of them.
                continue;
            }

            rows++;
        }

        return new TableDescription(rows, [.. order.Select(column => column.Report(names, rows))]);
    }
}
