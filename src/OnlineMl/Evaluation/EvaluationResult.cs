namespace OnlineMl.Evaluation;

/// <summary>What came out of an evaluation.</summary>
/// <param name="Examples">How many examples were predicted, measured and learned.</param>
/// <param name="Metrics">The metrics by name.</param>
/// <param name="Checkpoints">What the metrics were on the way.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="ModelBytes">About how many bytes of memory the learned state takes.</param>
public sealed record EvaluationResult(
    long Examples,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<EvaluationCheckpoint> Checkpoints,
    TimeSpan Elapsed,
    long ModelBytes)
{
    /// <summary>How many examples were done in a second.</summary>
    public double ExamplesPerSecond => Elapsed > TimeSpan.Zero ? Examples / Elapsed.TotalSeconds : 0;
}
