using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>Looks at the rows of CSV without reading examples.</summary>
internal sealed class CsvDescription(LineBuffer buffer, CsvHeader header, ColumnStatistics[] columns)
{
    private int _position = header.Position;
    private long _line = header.Line;

    public static TableDescription Of(Stream stream, ColumnTypes types, long maxRows)
    {
        using var buffer = new LineBuffer(stream);
        if (!buffer.Advance(0))
        {
            return new TableDescription(0, []);
        }

        var header = new CsvHeader(buffer);
        types.CheckColumns(header.Columns);
        header.Decide(types);
        var columns = Array.ConvertAll(header.Columns, column => new ColumnStatistics(column, types));
        var description = new CsvDescription(buffer, header, columns);
        var rows = 0L;
        while (rows < maxRows && description.TryRead())
        {
            rows++;
        }

        return new TableDescription(rows, [.. columns.Select(column => column.Report(header.Columns, rows))]);
    }

    private bool TryRead()
    {
        do
        {
            if (_position >= buffer.LinesEnd)
            {
                if (!buffer.Advance(_position))
                {
                    return false;
                }

                _position = 0;
            }
        }
        while (SkipEmptyLine());

        var counted = 0;
        while (!TryReadRow(ref counted))
        {
            if (!buffer.Advance(_position))
            {
                throw new CsvSyntaxException(FormattableString.Invariant($"Line {_line + 1}: a quoted value has no end."));
            }

            _position = 0;
        }

        return true;
    }

    private bool SkipEmptyLine()
    {
        if (buffer.Bytes[_position] is not ((byte)'\n' or (byte)'\r'))
        {
            return false;
        }

        _line += buffer.Bytes[_position++] == '\n' ? 1 : 0;
        return true;
    }

    /// <summary>Counts the cells of a row; false when more of it must be fetched first.</summary>
    /// <param name="counted">How many cells of it were counted already.</param>
    private bool TryReadRow(ref int counted)
    {
        var line = _line + 1;
        var p = _position;
        var c = 0;
        while (true)
        {
            var cell = buffer.CellAt(p, out p, ref line);
            if (p < 0)
            {
                return false;
            }

            if (c >= counted && c < columns.Length)
            {
                columns[c].Add(cell);
                counted++;
            }

            c++;
            if (buffer.Bytes[p] != buffer.Delimiter)
            {
                break;
            }

            p++;
        }

        for (; counted < columns.Length; counted++)
        {
            columns[counted].Add([]);
        }

        _position = CsvHeader.EndOfLine(buffer.Bytes, p, line);
        _line = line;
        return true;
    }
}
