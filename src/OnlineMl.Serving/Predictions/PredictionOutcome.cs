namespace OnlineMl.Serving.Predictions;

/// <summary>Why a prediction is no longer remembered. The numbers are stored.</summary>
internal enum PredictionOutcome
{
    None = 0,
    Labelled = 1,
    Forgotten = 2,
}
