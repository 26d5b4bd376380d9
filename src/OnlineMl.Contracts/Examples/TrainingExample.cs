namespace OnlineMl.Contracts;

/// <summary>An example to learn, with what is to be said of it.</summary>
/// <typeparam name="TFeatures">The type of examples; see <see cref="ModelClient{TFeatures}"/>.</typeparam>
/// <param name="Example">The example.</param>
/// <param name="Target">A number, a text, a truth value or an enum's member; null for unsupervised models.</param>
/// <param name="Weight">How much the example counts; see <see cref="WireNames.Weight"/>.</param>
/// <param name="Time">The moment of the example; see <see cref="WireNames.Time"/>.</param>
public readonly record struct TrainingExample<TFeatures>(TFeatures Example, object? Target = null, double? Weight = null, DateTimeOffset? Time = null);
