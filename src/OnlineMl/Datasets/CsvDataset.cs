using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>CSV data that can be opened again and again, and that remembers what it found out about its columns.</summary>
/// <remarks>Columns are taken to be what their first values say, see <see cref="ColumnOptions"/>. A later value that contradicts is absent, and the
/// reader's <see cref="CsvExampleReader.Notes"/> tell of it.
/// <example><code>
/// var data = new CsvDataset(() => File.OpenRead("houses.csv"), new ColumnOptions { Target = "price", TargetType = TargetType.Number });
/// using var reader = data.Open();
/// var x = new FeatureVector();
/// while (reader.TryRead(x, out var target))
/// {
///     Console.WriteLine($"{x.Count} features, price {target.Number}");
/// }
/// </code></example></remarks>
public sealed class CsvDataset : ITableData
{
    private readonly Func<Stream> _open;
    private readonly ColumnTypes _types;

    /// <summary>CSV data.</summary>
    /// <param name="open">Opens the text, plain or gzip, at its start.</param>
    /// <param name="options">How columns are read.</param>
    public CsvDataset(Func<Stream> open, ColumnOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        _open = open;
        _types = new ColumnTypes(options);
    }

    /// <summary>Starts reading from the first example.</summary>
    /// <exception cref="DataFormatException">The header is missing a column of the options or names one twice.</exception>
    public CsvExampleReader Open()
    {
        var stream = _open();
        try
        {
            return new CsvExampleReader(Compression.Unpacked(stream), _types);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    ITableReader ITableData.Open() => Open();

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">The header is missing a column of the options or names one twice.</exception>
    public TableDescription Describe(long maxRows = long.MaxValue) => CsvDescription.Of(Compression.Unpacked(_open()), _types, maxRows);
}
