using OnlineMl.Features;

namespace OnlineMl.State;

/// <summary>What must be known to build a model before it can be filled with what it learned.</summary>
/// <param name="Spec">The model's spec as JSON text.</param>
/// <param name="LearnDuringPredict">Whether unsupervised steps learn when the model predicts.</param>
/// <param name="TimeFeature">The feature that tells the moment of an example; see <see cref="Model.TimeFeature"/>.</param>
/// <param name="MaxMadeFeatures">How many features a step may make of one example; see <see cref="Model.MaxMadeFeatures"/>.</param>
/// <param name="MaxNames">How many names each vocabulary may have; see <see cref="Model.MaxNames"/>.</param>
/// <param name="ParseNumbers">Whether texts that say a number are taken as that number; see <see cref="Model.ParseNumbers"/>.</param>
public sealed record ModelHeader(
    string Spec,
    bool LearnDuringPredict = false,
    string? TimeFeature = null,
    int MaxMadeFeatures = MadeFeatures.Usual,
    int MaxNames = NameLimit.Usual,
    bool ParseNumbers = false);
