using System.Text;
using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>The beginning of CSV: what stands between values, the names of the columns, and what their first cells say.</summary>
internal sealed class CsvHeader
{
    private const int SampleSize = 1000;

    private readonly LineBuffer _buffer;

    /// <param name="buffer">The text, with its first line in the window.</param>
    public CsvHeader(LineBuffer buffer)
    {
        _buffer = buffer;
        Position = buffer.SkipByteOrderMark();
        buffer.Delimiter = FindDelimiter(FirstLine());
        Columns = ReadNames();
    }

    /// <summary>The names of the columns.</summary>
    public string[] Columns { get; }

    /// <summary>Where the first row begins.</summary>
    public int Position { get; private set; }

    /// <summary>The number of the last line of the header.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Looks at the first rows and decides on the columns.</summary>
    public void Decide(ColumnTypes types)
    {
        if (types.Options.WaitsForSample)
        {
            _buffer.ReadAhead(SampleSize);
        }

        var profiles = Array.ConvertAll(Columns, column => new ColumnProfile(column, types.MissingIn(column)));
        Sample(profiles);
        foreach (var profile in profiles)
        {
            types.Decide(profile, prefersCommas: _buffer.Delimiter != ',');
        }
    }

    private void Sample(ColumnProfile[] profiles)
    {
        var line = Line;
        var p = Position;
        for (var row = 0; row < SampleSize && p < _buffer.LinesEnd; row++)
        {
            line++;
            if (_buffer.Bytes[p] is (byte)'\n' or (byte)'\r')
            {
                p++;
                continue;
            }

            for (var c = 0; ; c++)
            {
                var cell = _buffer.CellAt(p, out p, ref line);
                if (p < 0)
                {
                    return;
                }

                if (c < profiles.Length)
                {
                    profiles[c].Add(cell);
                }

                if (_buffer.Bytes[p] != _buffer.Delimiter)
                {
                    break;
                }

                p++;
            }

            while (p < _buffer.LinesEnd && _buffer.Bytes[p] != '\n')
            {
                p++;
            }

            p++;
        }
    }

    /// <summary>The position behind the line end at a position.</summary>
    public static int EndOfLine(ReadOnlySpan<byte> bytes, int p, long line)
    {
        if (bytes[p] == '\r')
        {
            p++;
        }

        return bytes[p] == '\n' ? p + 1 : throw new CsvSyntaxException($"Line {line}: a carriage return stands inside the line.");
    }

    /// <summary>What stands between the values of a header line: the first separator that it has outside of quotes.</summary>
    internal static byte FindDelimiter(ReadOnlySpan<byte> line)
    {
        var found = CsvExampleReader.Separators.Length;
        var isQuoted = false;
        foreach (var character in line)
        {
            isQuoted ^= character == '"';
            var separator = isQuoted ? -1 : CsvExampleReader.Separators.IndexOf((char)character, StringComparison.Ordinal);
            found = separator >= 0 && separator < found ? separator : found;
        }

        return (byte)(found < CsvExampleReader.Separators.Length ? CsvExampleReader.Separators[found] : ',');
    }

    private ReadOnlySpan<byte> FirstLine()
    {
        var text = _buffer.Bytes.AsSpan(Position, _buffer.LinesEnd - Position);
        var first = text[..text.IndexOf((byte)'\n')];
        if (first.Contains((byte)0))
        {
            throw new DataFormatException("The header line has a NUL character, so the data are no CSV in UTF-8.");
        }

        return first.StartsWith("sep="u8) ? throw new CsvSyntaxException("The first line names the separator.") : first;
    }

    private string[] ReadNames()
    {
        List<string> names = [];
        var line = Line;
        var p = Position - 1;
        do
        {
            var name = _buffer.CellAt(p + 1, out p, ref line);
            if (p < 0)
            {
                throw new CsvSyntaxException("The header line has no end.");
            }

            names.Add(Encoding.UTF8.GetString(name));
        }
        while (_buffer.Bytes[p] == _buffer.Delimiter);

        Position = EndOfLine(_buffer.Bytes, p, line);
        Line = line;
        return [.. names];
    }
}
