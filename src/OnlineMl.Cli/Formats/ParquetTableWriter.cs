using Parquet;
using Parquet.Schema;

namespace OnlineMl.Cli.Formats;

/// <summary>Writes Parquet, a group of rows at a time.</summary>
internal sealed class ParquetTableWriter : TableWriter
{
    private const int MostRows = 50_000;
    private const int MostCells = 500_000;
    private const int MostCharacters = 1 << 22;

    private readonly DataField[] _fields;
    private readonly ParquetWriter _writer;
    private readonly List<string?>[] _cells;
    private readonly IReadOnlyList<WrittenColumn> _columns;
    private int _rows;
    private long _characters;

    public ParquetTableWriter(Stream stream, IReadOnlyList<WrittenColumn> columns)
    {
        _columns = columns;
        _fields = [.. columns.Select(FieldOf)];
        _cells = [.. columns.Select(_ => new List<string?>())];
        _writer = ParquetWriter.CreateAsync(new ParquetSchema([.. _fields.Cast<Field>()]), stream).GetAwaiter().GetResult();
    }

    public override void Write(WrittenRow row)
    {
        for (var c = 0; c < _cells.Length; c++)
        {
            var text = row.Cells[c].Text;
            _cells[c].Add(text);
            _characters += text?.Length ?? 0;
        }

        _rows++;
        if (_rows == MostRows || (long)_rows * _cells.Length >= MostCells || _characters >= MostCharacters)
        {
            WriteGroup();
        }
    }

    public override void Complete()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    // Before it is complete there is nothing to give back but memory, and to end the file would make it look whole.
    public override void Dispose()
    {
    }

    // Whole numbers that neither fits stay exact as texts.
    private static DataField FieldOf(WrittenColumn column) => column.Kind switch
    {
        WrittenKind.Truth => new DataField<bool?>(column.Name),
        WrittenKind.Number when column.FitsLong => new DataField<long?>(column.Name),
        WrittenKind.Number when column.FitsDouble => new DataField<double?>(column.Name),
        WrittenKind.Number or WrittenKind.Text => new DataField<string>(column.Name),
    };

    private void WriteGroup()
    {
        using var group = _writer.CreateRowGroup();
        for (var c = 0; c < _fields.Length; c++)
        {
            Write(group, c);
            _cells[c].Clear();
        }

        _rows = 0;
        _characters = 0;
    }

    private void Write(ParquetRowGroupWriter group, int c)
    {
        var column = _columns[c];
        switch (column.Kind)
        {
            case WrittenKind.Truth:
                Write(group, c, text => text.Equals("true", StringComparison.OrdinalIgnoreCase));
                break;
            case WrittenKind.Number when column.FitsLong:
                Write(group, c, text => NumberSpelling.ToLong(text));
                break;
            case WrittenKind.Number when column.FitsDouble:
                Write(group, c, text => NumberSpelling.ToDouble(text));
                break;
            case WrittenKind.Number or WrittenKind.Text:
                group.WriteAsync(_fields[c], (IReadOnlyCollection<string?>)_cells[c]).GetAwaiter().GetResult();
                break;
        }
    }

    private void Write<T>(ParquetRowGroupWriter group, int c, Func<string, T> read)
        where T : struct =>
        group.WriteAsync<T>(_fields[c], _cells[c].ConvertAll(text => text is null ? (T?)null : read(text)).ToArray().AsMemory()).GetAwaiter().GetResult();
}
