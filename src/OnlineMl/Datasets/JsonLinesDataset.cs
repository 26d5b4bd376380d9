using OnlineMl.Datasets.Cells;

namespace OnlineMl.Datasets;

/// <summary>Examples as JSON objects, one a line, in an array, or over several lines each, or as one object with a list for each column, that can be
/// opened again and again. Lines are counted by objects; lists of columns are held in memory.</summary>
/// <remarks>A line that is no JSON object is left out, counted and told with its number, as rows without a target are; an error in an array or another
/// document ends the reading, because what follows cannot be told apart. A member is a feature: a number, a text, a truth value (1 or 0) or null (absent). Texts that are all dates or times in the first lines become
/// their parts, as <see cref="ColumnOptions"/> says.</remarks>
public sealed class JsonLinesDataset : ITableData
{
    private readonly Func<Stream> _open;
    private readonly ColumnTypes _types;

    /// <summary>Data of JSON lines.</summary>
    /// <param name="open">Opens the text, plain or gzip, at its start.</param>
    /// <param name="options">Which member is the target and how members are read.</param>
    public JsonLinesDataset(Func<Stream> open, ColumnOptions options)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        _open = open;
        _types = new ColumnTypes(options);
    }

    /// <summary>Starts reading from the first example.</summary>
    public JsonLinesReader Open()
    {
        var lines = JsonForms.Lines(Compression.Unpacked(_open()), out var isDocument);
        return new JsonLinesReader(lines, _types, isDocument);
    }

    ITableReader ITableData.Open() => Open();

    /// <inheritdoc/>
    public TableDescription Describe(long maxRows = long.MaxValue) => JsonLinesDescription.Of(JsonForms.Lines(Compression.Unpacked(_open()), out _), _types, maxRows);
}
