using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>Where examples come from: a file, standard input or a shipped data set, in any of the formats.</summary>
internal sealed class DataSource : IDisposable
{
    private readonly string? _path;
    private readonly ColumnOptions? _options;
    private readonly SpooledInput? _input;
    private Func<IExampleReader> _open;
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
        _open = isJson ? new JsonLinesDataset(OpenBytes, options).Open : new CsvDataset(OpenBytes, options).Open;
        _mayBeRewritten = !isJson;
    }

    /// <summary>How much of the file has been read, from 0 to 1; null when there is no telling.</summary>
    public double? Fraction => _file is { CanSeek: true, Length: > 0 } file ? (double)file.Position / file.Length : null;

    /// <summary>What a reader knows of the columns of its data; null when these have none.</summary>
    public static ColumnSchema? SchemaOf(IExampleReader reader) => reader switch
    {
        CsvExampleReader csv => csv.Schema,
        JsonLinesReader json => json.Schema,
        _ => null,
    };

    /// <summary>Reads the examples and does something with them; from the start again when it turns out that the beginning was
    /// misunderstood.</summary>
    public T Use<T>(Func<IExampleReader, T> use)
    {
        while (true)
        {
            try
            {
                using var reader = _open();
                return use(reader);
            }
            catch (ColumnTypeException) when (CanBeReadAgain)
            {
                // The data set has taken note.
            }
            catch (CsvSyntaxException) when (_mayBeRewritten && CanBeReadAgain)
            {
                _mayBeRewritten = false;
                _open = new CsvDataset(() => new RewrittenCsv(() => Compression.Unpacked(OpenBytes())), _options!).Open;
            }
        }
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
