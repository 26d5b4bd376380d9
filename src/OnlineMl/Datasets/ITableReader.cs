namespace OnlineMl.Datasets;

/// <summary>Reads examples from data with columns, and knows what it made of these.</summary>
public interface ITableReader : IExampleReader
{
    /// <summary>What the columns are, to read other data for the same model alike.</summary>
    ColumnSchema Schema { get; }

    /// <summary>What did not fit so far, one note for each column and kind of misfit.</summary>
    IReadOnlyList<ReadingNote> Notes { get; }

    /// <summary>The name that the data give the example that was read last; null when they give none.</summary>
    string? Tag => null;

    /// <summary>How many rows were left out so far because they had no usable target or weight, or could not be read as rows.</summary>
    long SkippedRows { get; }
}
