using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>Data in Vowpal Wabbit's text format that can be opened again and again: <c>label weight 'tag|space:scale name:value …</c> in each line.</summary>
/// <remarks>A feature of a named space is called <c>space^name</c>; one without a value has 1. Weights count for learning; a line without a label is left
/// out where there is a target. Labels with costs are not understood.</remarks>
public sealed class VowpalWabbitDataset : ITableData
{
    private readonly Func<Stream> _open;
    private readonly ColumnTypes _types;

    /// <summary>Data in Vowpal Wabbit's format.</summary>
    /// <param name="open">Opens the text, plain or gzip, at its start.</param>
    /// <param name="options">How the label is read; it is a target when <see cref="ColumnOptions.Target"/> has a name for it.</param>
    public VowpalWabbitDataset(Func<Stream> open, ColumnOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        _open = open;
        _types = new ColumnTypes(options);
    }

    /// <inheritdoc/>
    public ITableReader Open() => new VowpalWabbitReader(Compression.Unpacked(_open()), _types);

    /// <inheritdoc/>
    public TableDescription Describe(long maxRows = long.MaxValue) => SparseReader.Describe(new VowpalWabbitReader(Compression.Unpacked(_open()), _types), maxRows);
}
