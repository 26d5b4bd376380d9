namespace OnlineMl.Serving.Storage.Shared;

/// <summary>How much is remembered beside the log of a model.</summary>
/// <param name="Predictions">How many predictions.</param>
/// <param name="Bytes">How many bytes they take; one that takes more is remembered alone.</param>
/// <param name="Milliseconds">For how long each.</param>
internal readonly record struct CarriedLimits(int Predictions, long Bytes, long Milliseconds);
