namespace OnlineMl.Serving.Hosting;

/// <summary>What another server answered to a call.</summary>
/// <param name="Prediction">The prediction as JSON, with what was asked for beside it; empty when none was asked for.</param>
/// <param name="Identifier">What the prediction is remembered under; null when it is not.</param>
/// <param name="Position">Of how many events of the model it is; null when the other server does not say.</param>
internal sealed record RoutedAnswer(ReadOnlyMemory<byte> Prediction, string? Identifier, long? Position);
