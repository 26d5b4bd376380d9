using System.Text;
using ExcelDataReader;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Formats;

/// <summary>The rows of the first sheet of an Excel workbook (XLSX, XLS), the first of which has the names of the columns.</summary>
internal sealed class ExcelRows : RowStream
{
    private readonly Stream _stream;
    private readonly IExcelDataReader _reader;
    private int _width = -1;

    public ExcelRows(Stream stream)
    {
        // Old workbooks are written in the code pages of Windows.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        _stream = SeekableCopy.Of(stream);
        try
        {
            _reader = ExcelReaderFactory.CreateReader(_stream);
        }
        catch (Exception e) when (e is ExcelDataReader.Exceptions.ExcelReaderException or InvalidDataException)
        {
            throw new DataFormatException($"The data are no workbook: {e.Message}", e);
        }
    }

    protected override bool TryWriteRow()
    {
        while (_reader.Read())
        {
            var used = Enumerable.Range(0, _reader.FieldCount).Where(i => _reader.GetValue(i) is not null).Select(i => i + 1).LastOrDefault();
            if (used == 0)
            {
                continue;
            }

            _width = _width < 0 ? used : _width;
            for (var i = 0; i < _width; i++)
            {
                WriteValue(i < _reader.FieldCount ? _reader.GetValue(i) : null);
            }

            return true;
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
