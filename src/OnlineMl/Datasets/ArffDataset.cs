namespace OnlineMl.Datasets;

/// <summary>Data in ARFF, as Weka and MOA write it, that can be opened again and again.</summary>
/// <remarks>Attributes are what the file declares them to be, unless the options say otherwise; a question mark is a missing value. Sparse rows are read,
/// weights of rows in braces are not.</remarks>
public sealed class ArffDataset : ITableData
{
    private readonly CsvDataset _rows;

    /// <summary>Data in ARFF.</summary>
    /// <param name="open">Opens the text, plain or gzip, at its start.</param>
    /// <param name="options">How the columns are read.</param>
    /// <exception cref="DataFormatException">The declarations at the beginning are not understood.</exception>
    public ArffDataset(Func<Stream> open, ColumnOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        ArffRows Rows() => new(Compression.Unpacked(open()));
        using var first = Rows();
        _rows = new CsvDataset(Rows, first.Header.With(options));
    }

    /// <inheritdoc/>
    public ITableReader Open() => _rows.Open();

    /// <inheritdoc/>
    public TableDescription Describe(long maxRows = long.MaxValue) => _rows.Describe(maxRows);
}
