namespace OnlineMl.State;

/// <summary>How far the vocabularies of a model have grown.</summary>
/// <param name="Most">How many names, or texts, the largest of them has; see <see cref="Model.MaxNames"/>.</param>
/// <param name="PassedOver">How often one more was passed over since the model came into memory.</param>
public readonly record struct NameCount(long Most, long PassedOver);
