namespace OnlineMl.State;

/// <summary>What must be known to build a model before it can be filled with what it learned.</summary>
/// <param name="Spec">The model's spec as JSON text.</param>
/// <param name="LearnDuringPredict">Whether unsupervised steps learn when the model predicts.</param>
public sealed record ModelHeader(string Spec, bool LearnDuringPredict = false);
