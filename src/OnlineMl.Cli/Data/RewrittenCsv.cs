using System.Buffers;
using CsvHelper;

namespace OnlineMl.Cli.Data;

/// <summary>CSV of any sort that CsvHelper reads, as the plain CSV in UTF-8 that the fast reader understands.</summary>
internal sealed class RewrittenCsv : Stream
{
    private const int BlockSize = 1 << 16;

    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n;\t"u8);

    private readonly CsvReader _reader;
    private readonly MemoryStream _block = new();
    private bool _isComplete;

    public RewrittenCsv(Stream source) => _reader = CsvReader.Create(source, new CsvReaderOptions { HasHeader = false }, leaveOpen: false);

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
