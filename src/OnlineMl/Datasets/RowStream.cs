using System.Buffers;
using System.Globalization;
using System.Text;

namespace OnlineMl.Datasets;

/// <summary>A table of any source as CSV, which <see cref="CsvDataset"/> reads: the source writes one row after the other, the names of the columns
/// first.</summary>
public abstract class RowStream : Stream
{
    private const int BlockSize = 1 << 16;

    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create(",\"\r\n;\t|"u8);

    private readonly MemoryStream _block = new();
    private int _cells;
    private bool _isComplete;

    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public sealed override int Read(Span<byte> buffer)
    {
        if (_block.Position == _block.Length && !_isComplete)
        {
            Fill();
        }

        return _block.Read(buffer);
    }

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Writes the cells of the next row.</summary>
    /// <returns>False when there is none.</returns>
    protected abstract bool TryWriteRow();

    /// <summary>Writes a cell in UTF-8.</summary>
    protected void WriteCell(ReadOnlySpan<byte> cell)
    {
        if (_cells++ > 0)
        {
            _block.WriteByte((byte)',');
        }

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

    /// <summary>Writes a value as a cell: a number to its last digit, a date or time in ISO 8601, a truth value as <c>true</c> or <c>false</c>, null as
    /// nothing.</summary>
    protected void WriteValue(object? value) => WriteCell(Encoding.UTF8.GetBytes(value switch
    {
        null or DBNull => "",
        bool truth => truth ? "true" : "false",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        float number => float.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        DateTime moment => moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    }));

    private void Fill()
    {
        _block.SetLength(0);
        while (_block.Length < BlockSize)
        {
            _cells = 0;
            var start = _block.Length;
            if (!TryWriteRow())
            {
                _isComplete = true;
                break;
            }

            // An empty line would not count as a row.
            if (_block.Length == start)
            {
                _block.Write("\"\""u8);
            }

            _block.WriteByte((byte)'\n');
        }

        _block.Position = 0;
    }
}
