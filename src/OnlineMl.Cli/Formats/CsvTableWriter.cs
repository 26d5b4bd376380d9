using System.Buffers;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes CSV with a header, with commas or tabs between values.</summary>
internal sealed class CsvTableWriter : TableWriter
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n;\t|");

    private readonly StreamWriter _text;
    private readonly char _separator;

    public CsvTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns, char separator)
    {
        _text = TextOn(stream);
        _separator = separator;
        for (var c = 0; c < columns.Count; c++)
        {
            Write(c, columns[c].Name, columns.Count == 1);
        }

        _text.WriteLine();
    }

    public override void Write(WrittenRow row)
    {
        for (var c = 0; c < row.Cells.Length; c++)
        {
            Write(c, row.Cells[c].Text, row.Cells.Length == 1);
        }

        _text.WriteLine();
    }

    public override void Complete() => _text.Flush();

    public override void Dispose() => _text.Dispose();

    private void Write(int column, string? cell, bool isAlone)
    {
        if (column > 0)
        {
            _text.Write(_separator);
        }

        // A line that is empty would be no row.
        if (cell.AsSpan().ContainsAny(NeedQuotes) || (isAlone && string.IsNullOrEmpty(cell)) || (column == 0 && cell is ['s', 'e', 'p', '=', ..]))
        {
            _text.Write('"');
            _text.Write(cell?.Replace("\"", "\"\"", StringComparison.Ordinal));
            _text.Write('"');
        }
        else
        {
            _text.Write(cell);
        }
    }
}
