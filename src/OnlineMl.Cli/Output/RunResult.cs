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
    public double ExamplesPerSecond => Elapsed > TimeSpan.Zero ? Examples / Elapsed.TotalSeconds : 0;
}
