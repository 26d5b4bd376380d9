using CsvHelper;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>CSV of any sort that CsvHelper reads, as the plain CSV in UTF-8 that the fast reader understands.</summary>
internal sealed class RewrittenCsv : RowStream
{
    private readonly CsvReaderOptions _options = new() { HasHeader = false };
    private readonly CsvReader _reader;

    /// <param name="open">Opens the text at its start.</param>
    public RewrittenCsv(Func<Stream> open)
    {
        // The separator is the header's, as for the fast reader; a guess by the lines after it may be another. A line that names the separator
        // stands before the header.
        using (var first = CsvReader.Create(open(), new CsvReaderOptions { HasHeader = false }, leaveOpen: false))
        {
            if (first.Read() && first.ByteOffset <= 3)
            {
                _options = new CsvReaderOptions { HasHeader = false, Separator = (char)CsvHeader.FindDelimiter(first.RawRecord) };
            }
        }

        _reader = CsvReader.Create(open(), _options, leaveOpen: false);
    }

    protected override bool TryWriteRow()
    {
        if (!_reader.Read())
        {
            return false;
        }

        for (var i = 0; i < _reader.FieldCount; i++)
        {
            WriteCell(_reader.GetSpan(i));
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }

        base.Dispose(disposing);
    }
}
