using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>Data in LIBSVM's format that can be opened again and again: in each line a label, then <c>index:value</c> for each feature that is not 0.</summary>
/// <remarks>The features are called by their indexes. Query numbers (<c>qid:</c>) and comments are passed over.</remarks>
public sealed class LibSvmDataset : ITableData
{
    private readonly Func<Stream> _open;
    private readonly ColumnTypes _types;

    /// <summary>Data in LIBSVM's format.</summary>
    /// <param name="open">Opens the text, plain or gzip, at its start.</param>
    /// <param name="options">How the label is read; it is a target when <see cref="ColumnOptions.Target"/> has a name for it.</param>
    public LibSvmDataset(Func<Stream> open, ColumnOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        _open = open;
        _types = new ColumnTypes(options);
    }

    /// <inheritdoc/>
    public ITableReader Open() => new LibSvmReader(Compression.Unpacked(_open()), _types);

    /// <inheritdoc/>
    public TableDescription Describe(long maxRows = long.MaxValue) => SparseReader.Describe(new LibSvmReader(Compression.Unpacked(_open()), _types), maxRows);
}
