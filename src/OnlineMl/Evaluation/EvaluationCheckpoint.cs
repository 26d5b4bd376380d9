namespace OnlineMl.Evaluation;

/// <summary>How far an evaluation had come at some point.</summary>
/// <param name="Examples">How many examples had been predicted, measured and learned.</param>
/// <param name="Metrics">The metrics by name.</param>
/// <param name="Elapsed">The time since the start.</param>
/// <param name="ModelBytes">About how many bytes of memory the learned state took.</param>
public sealed record EvaluationCheckpoint(long Examples, IReadOnlyDictionary<string, double> Metrics, TimeSpan Elapsed, long ModelBytes);
