using OnlineMl.Datasets;
using SpreadCheetah;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes a workbook in XLSX with one sheet. Numbers of more digits than Excel keeps are texts there.</summary>
internal sealed class ExcelTableWriter : TableWriter
{
    private const int MostRows = 1 << 20;
    private const int MostColumns = 1 << 14;
    private const int MostCharacters = 32_767;
    private const int MostDigits = 15;

    private readonly Spreadsheet _sheet;
    private readonly DataCell[] _row;
    private int _rows;

    public ExcelTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        if (columns.Count > MostColumns)
        {
            throw new DataFormatException($"The data have {columns.Count} columns; a sheet of XLSX has at most {MostColumns}.");
        }

        _row = new DataCell[columns.Count];
        _sheet = Spreadsheet.CreateNewAsync(stream).AsTask().GetAwaiter().GetResult();
        _sheet.StartWorksheetAsync("data").AsTask().GetAwaiter().GetResult();
        for (var c = 0; c < _row.Length; c++)
        {
            _row[c] = TextCell(columns[c].Name, columns[c].Name);
        }

        WriteRow();
    }

    public override void Write(WrittenRow row)
    {
        for (var c = 0; c < _row.Length; c++)
        {
            _row[c] = row.Cells[c] switch
            {
                { Text: null } => default,
                { IsNumber: true, Text: var number } when number.Count(char.IsAsciiDigit) <= MostDigits => new DataCell(NumberSpelling.ToDouble(number)),
                { Text: var truth } when row.Columns[c].Kind == WrittenKind.Truth => new DataCell(truth.Equals("true", StringComparison.OrdinalIgnoreCase)),
                { Text: var text } => TextCell(text, row.Columns[c].Name),
            };
        }

        WriteRow();
    }

    public override void Complete() => _sheet.FinishAsync().AsTask().GetAwaiter().GetResult();

    public override void Dispose() => _sheet.Dispose();

    private static DataCell TextCell(string text, string column) =>
        text.Length <= MostCharacters
            ? new DataCell(text)
            : throw new DataFormatException($"A text in the column '{column}' has {text.Length} characters; a cell of XLSX has at most {MostCharacters}.");

    private void WriteRow()
    {
        _rows = _rows < MostRows ? _rows + 1 : throw new DataFormatException($"The data have more rows than the {MostRows} of a sheet of XLSX, with the names of the columns.");
        _sheet.AddRowAsync(_row).AsTask().GetAwaiter().GetResult();
    }
}
