using System.Globalization;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Data;

/// <summary>Where examples come from: files one after the other, standard input or a shipped data set.</summary>
internal sealed class DataSource : IDisposable
{
    private readonly IDataset? _sample;
    private readonly DataFile[] _files = [];
    private readonly ColumnOptions _options = new();
    private int _current;

    public DataSource(IDataset dataset) => _sample = dataset;

    /// <param name="paths">The names of files; nothing is standard input.</param>
    /// <param name="format">Their format; null when it is to be told from the name or the first bytes.</param>
    /// <param name="optionsOf">How the columns are read, by whether the target has a name of its own in the data.</param>
    public DataSource(IReadOnlyList<string> paths, string? format, Func<bool, ColumnOptions> optionsOf)
    {
        _files = paths.Count == 0 ? [new DataFile(null, format)] : [.. paths.Select(path => new DataFile(path, format))];
        _options = optionsOf(!_files[0].HasNamelessTarget);
    }

    /// <summary>How much of the file has been read, from 0 to 1; null when there is no telling.</summary>
    public double? Fraction => _files.Length == 1 ? _files[0].Fraction : null;

    /// <summary>Whether the data have a place of their own for the target, where it has no name.</summary>
    public bool HasNamelessTarget => _sample is not null || _files[0].HasNamelessTarget;

    /// <summary>Whether the data say themselves which of their values are numbers.</summary>
    public bool IsTyped => _sample is not null || Array.TrueForAll(_files, file => file.IsTyped);

    /// <summary>How many rows the last use left out because they had no usable target, or could not be read.</summary>
    public long SkippedRows { get; private set; }

    /// <summary>What did not fit in the last use.</summary>
    public IReadOnlyList<ReadingNote> Notes { get; private set; } = [];

    /// <summary>What a reader knows of the columns of its data; null when these have none.</summary>
    public static ColumnSchema? SchemaOf(IExampleReader reader) => (reader as ITableReader)?.Schema;

    /// <summary>Reads the examples and does something with them; from the start again when CSV turns out to need the more general reader.</summary>
    public T Use<T>(Func<IExampleReader, T> use) => Reading(() =>
    {
        using var reader = Open(_options);
        return Result(reader, use);
    });

    /// <summary>Reads some of the examples before the first use, without telling of what does not fit.</summary>
    public T Peek<T>(Func<IExampleReader, T> peek) => Reading(() =>
    {
        using var reader = Open(_options with { Noticed = null });
        return Result(reader, peek);
    });

    /// <summary>Looks at the first rows of the first file; null when the data have no columns of their own, as the shipped ones.</summary>
    public TableDescription? Describe(long maxRows) => _sample is not null ? null : Reading(() =>
    {
        _current = 0;
        return _files[0].With(_options).Describe(maxRows);
    });

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
            : string.Create(CultureInfo.InvariantCulture, $"None of the {SkippedRows} rows can be used{(Notes.Count > 0 ? $": {Notes[0]}" : ".")}"));
    }

    /// <summary>Does something before standard input is read on, which may take long. Then only the beginning of a long input can be read again.</summary>
    public void BeforeWaiting(Action action)
    {
        foreach (var file in _files)
        {
            file.BeforeWaiting(action);
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private T Result<T>(IExampleReader reader, Func<IExampleReader, T> use)
    {
        var result = use(reader);
        if (reader is ITableReader table)
        {
            (SkippedRows, Notes) = (table.SkippedRows, table.Notes);
        }

        return result;
    }

    private IExampleReader Open(ColumnOptions options)
    {
        _current = 0;
        return _sample is not null ? _sample.Open()
            : _files.Length == 1 ? _files[0].With(options).Open()
            : new ChainedReader(_files.Length, (file, known) =>
            {
                _current = file;
                return _files[file].With(known is null ? options : options with { Known = known, MayLackIgnored = true }).Open();
            });
    }

    private T Reading<T>(Func<T> read)
    {
        while (true)
        {
            try
            {
                return read();
            }
            catch (CsvSyntaxException) when (_files.Length > 0 && _files[_current].TryRewrite())
            {
                // That file is read otherwise now.
            }
        }
    }
}
