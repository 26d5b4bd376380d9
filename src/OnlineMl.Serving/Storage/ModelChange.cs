namespace OnlineMl.Serving.Storage;

/// <summary>Something that happened to the models of a store.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Name">The name of the model; empty for <see cref="ModelChangeKind.Missed"/>.</param>
public readonly record struct ModelChange(ModelChangeKind Kind, string Name);
