namespace OnlineMl.Serving.Calls;

/// <summary>What there is to tell of a prediction that left no trace.</summary>
/// <param name="Duration">How long it took.</param>
/// <param name="Published">What to tell those who listen; null when nobody does.</param>
internal readonly record struct PeekedPrediction(TimeSpan Duration, PublishedEvent? Published);
