using System.Globalization;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>Where examples come from: a file, standard input or a shipped data set, in any of the formats.</summary>
internal sealed class DataSource : IDisposable
{
    private readonly string? _path;
    private readonly ColumnOptions? _options;
    private readonly SpooledInput? _input;
    private Func<IExampleReader> _open;
    private ITableData? _table;
    private bool _mayBeRewritten;
    private Stream? _file;

    public DataSource(IDataset dataset) => _open = dataset.Open;

    public DataSource(string? path, string? format, ColumnOptions options)
    {
        _path = path;
        _options = options;
        _input = path is null or "-" ? new SpooledInput(Console.OpenStandardInput()) : null;
        var isJson = format switch
        {
            "csv" => false,
            "ndjson" or "json" => true,
            null => LooksLikeJson(),
            _ => throw new UsageException($"--format is '{format}'; it must be csv or ndjson."),
        };
        _table = isJson ? new JsonLinesDataset(OpenBytes, options) : new CsvDataset(OpenBytes, options);
        _open = _table.Open;
        _mayBeRewritten = !isJson;
    }

    /// <summary>How much of the file has been read, from 0 to 1; null when there is no telling.</summary>
    public double? Fraction => _file is { CanSeek: true, Length: > 0 } file ? (double)file.Position / file.Length : null;

    /// <summary>How many rows the last use left out because they had no usable target.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>What did not fit in the last use.</summary>
    public IReadOnlyList<ReadingNote> Notes { get; private set; } = [];

    /// <summary>What a reader knows of the columns of its data; null when these have none.</summary>
    public static ColumnSchema? SchemaOf(IExampleReader reader) => (reader as ITableReader)?.Schema;

    /// <summary>Reads the examples and does something with them; from the start again when the CSV turns out to need the more general reader.</summary>
    public T Use<T>(Func<IExampleReader, T> use) => Reading(() =>
    {
        using var reader = _open();
        var result = use(reader);
        if (reader is ITableReader table)
        {
            (SkippedRows, Notes) = (table.SkippedRows, table.Notes);
        }

        return result;
    });

    /// <summary>Looks at the first rows; null when the data have no columns of their own, as the shipped ones.</summary>
    public TableDescription? Describe(long maxRows) => _table is null ? null : Reading(() => _table.Describe(maxRows));

    /// <summary>Checks that there was something to use.</summary>
    /// <exception cref="DataFormatException">There were no examples.</exception>
    public void ExpectExamples(long examples, long limit)
    {
        if (examples > 0 || limit == 0)
        {
            return;
        }

        throw new DataFormatException(SkippedRows == 0
            ? "The data have no rows."
            : string.Create(CultureInfo.InvariantCulture, $"None of the {SkippedRows} rows has a target that can be used{(Notes.Count > 0 ? $": {Notes[0]}" : ".")}"));
    }

    /// <summary>Does something before standard input is read on, which may take long. Then only the beginning of a long input can be read again.</summary>
    public void BeforeWaiting(Action action)
    {
        if (_input is not null)
        {
            _input.BeforeWaiting = action;
        }
    }

    public void Dispose() => _input?.Dispose();

    private bool CanBeReadAgain => _input is null or { IsWhole: true };

    private T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvSyntaxException) when (_mayBeRewritten && CanBeReadAgain)
        {
            _mayBeRewritten = false;
            _table = new CsvDataset(() => new RewrittenCsv(() => Compression.Unpacked(OpenBytes())), _options!);
            _open = _table.Open;
            return read();
        }
    }

    private Stream OpenBytes() =>
        _input is not null ? _input.Open() : _file = new FileStream(_path!, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private bool LooksLikeJson()
    {
        var name = _path ?? "";
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        switch (Path.GetExtension(name).ToUpperInvariant())
        {
            case ".CSV" or ".TSV":
                return false;
            case ".JSON" or ".JSONL" or ".NDJSON":
                return true;
        }

        using var stream = Compression.Unpacked(OpenBytes());
        int first;
        do
        {
            first = stream.ReadByte();
        }
        while (first is ' ' or '\n' or '\r' or '\t');

        return first == '{';
    }
}
