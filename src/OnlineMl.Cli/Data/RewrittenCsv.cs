using System.Buffers;
using System.Text;
using CsvHelper;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>CSV of any sort that CsvHelper reads, as the plain CSV in UTF-8 that the fast reader understands.</summary>
internal sealed class RewrittenCsv : Stream
{
    private const int BlockSize = 1 << 16;

    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n;\t|"u8);

    private readonly CsvReaderOptions _options = new() { HasHeader = false };
    private readonly CsvReader _reader;
    private readonly MemoryStream _block = new();
    private bool _isComplete;

    /// <param name="open">Opens the text at its start.</param>
    public RewrittenCsv(Func<Stream> open)
    {
        // The separator is the header's, as for the fast reader; a guess by the lines after it may be another. A line that names the separator
        // stands before the header.
        using (var first = CsvReader.Create(open(), new CsvReaderOptions { HasHeader = false }, leaveOpen: false))
        {
            if (first.Read() && first.ByteOffset <= 3)
            {
                var header = Encoding.UTF8.GetString(first.RawRecord);
                _options = new CsvReaderOptions { HasHeader = false, Separator = CsvExampleReader.Separators.FirstOrDefault(header.Contains, ',') };
            }
        }

        _reader = CsvReader.Create(open(), _options, leaveOpen: false);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_block.Position == _block.Length && !_isComplete)
        {
            Fill();
        }

        return _block.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        _block.SetLength(0);
        while (_block.Length < BlockSize)
        {
            if (!_reader.Read())
            {
                _isComplete = true;
                break;
            }

            for (var i = 0; i < _reader.FieldCount; i++)
            {
                if (i > 0)
                {
                    _block.WriteByte((byte)',');
                }

                WriteCell(_reader.GetSpan(i));
            }

            // An empty line would not count as a row.
            if (_reader.FieldCount == 1 && _reader.GetSpan(0).IsEmpty)
            {
                _block.Write("\"\""u8);
            }

            _block.WriteByte((byte)'\n');
        }

        _block.Position = 0;
    }

    private void WriteCell(ReadOnlySpan<byte> cell)
    {
        if (!cell.ContainsAny(NeedQuotes))
        {
            _block.Write(cell);
            return;
        }

        _block.WriteByte((byte)'"');
        for (int quote; (quote = cell.IndexOf((byte)'"')) >= 0; cell = cell[(quote + 1)..])
        {
            _block.Write(cell[..(quote + 1)]);
            _block.WriteByte((byte)'"');
        }

        _block.Write(cell);
        _block.WriteByte((byte)'"');
    }
}
