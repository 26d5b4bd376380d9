using OnlineMl.Datasets;

namespace OnlineMl.Cli.Output;

/// <summary>What came out of a run over data.</summary>
internal sealed record RunResult(
    long Examples,
    IReadOnlyDictionary<string, double> Metrics,
    TimeSpan Elapsed,
    long ModelBytes,
    long SkippedRows,
    IReadOnlyList<ReadingNote> Notes,
    ColumnNotice? Columns)
{
    /// <summary>How many rows had no target and were predicted only.</summary>
    public long PredictedOnly { get; init; }

    public double ExamplesPerSecond => Elapsed > TimeSpan.Zero ? Examples / Elapsed.TotalSeconds : 0;
}
