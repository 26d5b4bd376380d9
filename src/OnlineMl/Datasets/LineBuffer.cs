using System.Text;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>A window on UTF-8 text that always begins at a line and holds whole lines up to <see cref="LinesEnd"/>.</summary>
internal sealed class LineBuffer(Stream stream) : IDisposable
{
    /// <summary>So many bytes can be read beyond the end of the text.</summary>
    private const int Slack = NumberCells.Padding;
    private const int FirstSize = 1 << 18;
    private const int MostSize = 1 << 28;

    private byte[] _bytes = new byte[FirstSize + Slack];
    private byte[] _unquoted = [];
    private int _end;
    private bool _isComplete;

    public byte[] Bytes => _bytes;

    /// <summary>The place after the last line end in the window.</summary>
    public int LinesEnd { get; private set; }

    public byte Delimiter { get; set; } = (byte)',';

    /// <summary>Keeps what begins at a position and reads on until the window holds more lines than before.</summary>
    /// <returns>False when there is nothing more.</returns>
    public bool Advance(int keepFrom)
    {
        if (_isComplete)
        {
            return false;
        }

        var kept = _end - keepFrom;
        _bytes.AsSpan(keepFrom, kept).CopyTo(_bytes);
        _end = kept;
        LinesEnd = 0;
        var searched = kept;
        while (true)
        {
            if (_end == _bytes.Length - Slack)
            {
                Grow();
            }

            var read = stream.Read(_bytes, _end, _bytes.Length - Slack - _end);
            if (read == 0)
            {
                return Complete();
            }

            _end += read;
            var last = _bytes.AsSpan(searched, read).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                LinesEnd = searched + last + 1;
                return true;
            }

            searched = _end;
        }
    }

    /// <summary>The line that begins at a position, which is moved behind it; reads on where the window ends.</summary>
    /// <returns>False when there is nothing more.</returns>
    public bool TryNextLine(ref int position, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (position >= LinesEnd)
        {
            if (!Advance(position))
            {
                return false;
            }

            position = 0;
        }

        var rest = _bytes.AsSpan(position, LinesEnd - position);
        line = rest[..rest.IndexOf((byte)'\n')];
        position += line.Length + 1;
        return true;
    }

    /// <summary>Reads on until the window holds so many lines, or is full.</summary>
    public void ReadAhead(int lines)
    {
        while (!_isComplete && _end < FirstSize && _bytes.AsSpan(0, LinesEnd).Count((byte)'\n') < lines && Advance(0))
        {
        }
    }

    /// <summary>Skips the mark that some programs put before UTF-8, and refuses other encodings.</summary>
    public int SkipByteOrderMark()
    {
        ReadOnlySpan<byte> start = _bytes.AsSpan(0, Math.Min(_end, 3));
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new CsvSyntaxException("The data are UTF-16, not UTF-8.");
        }

        return start.SequenceEqual(Encoding.UTF8.Preamble) ? 3 : 0;
    }

    /// <summary>The cell that begins at a position, without quotes.</summary>
    /// <param name="position">Where the cell begins.</param>
    /// <param name="end">Receives the position of the delimiter or line end after it, or -1 when the window ends first.</param>
    /// <param name="line">The number of the line, for errors; grows when a quoted cell spans lines.</param>
    public ReadOnlySpan<byte> CellAt(int position, out int end, ref long line)
    {
        if (position >= LinesEnd)
        {
            end = -1;
            return [];
        }

        if (_bytes[position] == '"')
        {
            return QuotedCellAt(position, out end, ref line);
        }

        var rest = _bytes.AsSpan(position, LinesEnd - position);
        var length = rest.IndexOfAny(Delimiter, (byte)'\n');
        end = position + length;
        if (length > 0 && _bytes[end] == '\n' && _bytes[end - 1] == '\r')
        {
            end--;
        }

        return _bytes.AsSpan(position, end - position);
    }

    public void Dispose() => stream.Dispose();

    private ReadOnlySpan<byte> QuotedCellAt(int position, out int end, ref long line)
    {
        var length = 0;
        var lines = 0;
        var i = position + 1;
        while (true)
        {
            var quote = _bytes.AsSpan(i, LinesEnd - i).IndexOf((byte)'"');
            if (quote < 0)
            {
                end = _isComplete ? throw new CsvSyntaxException($"Line {line}: a quoted value has no end.") : -1;
                return [];
            }

            var part = _bytes.AsSpan(i, quote);
            lines += part.Count((byte)'\n');
            if (_unquoted.Length < length + quote + 1)
            {
                Array.Resize(ref _unquoted, (length + quote + 1) * 2);
            }

            part.CopyTo(_unquoted.AsSpan(length));
            length += quote;
            i += quote + 1;
            if (_bytes[i] != '"')
            {
                break;
            }

            _unquoted[length++] = (byte)'"';
            i++;
        }

        if (_bytes[i] != Delimiter && _bytes[i] is not ((byte)'\n' or (byte)'\r'))
        {
            throw new CsvSyntaxException($"Line {line}: there is more text after the end of a quoted value.");
        }

        line += lines;
        end = i;
        return _unquoted.AsSpan(0, length);
    }

    private bool Complete()
    {
        _isComplete = true;
        if (_end == 0)
        {
            return false;
        }

        // The last line may lack its end.
        if (_bytes[_end - 1] != '\n')
        {
            _bytes[_end++] = (byte)'\n';
        }

        LinesEnd = _end;
        return true;
    }

    private void Grow()
    {
        if (_bytes.Length >= MostSize)
        {
            throw new DataFormatException($"A line is longer than {MostSize} bytes.");
        }

        Array.Resize(ref _bytes, ((_bytes.Length - Slack) * 2) + Slack);
    }
}
