using OnlineMl.Features;

namespace OnlineMl.Evaluation;

/// <summary>Is told each prediction as it is made, before the example is learned.</summary>
/// <param name="index">The number of the example, from 0.</param>
/// <param name="x">The features.</param>
/// <param name="target">The target, or the default value when the data have none.</param>
/// <param name="prediction">The prediction; overwritten later.</param>
public delegate void PredictionObserver(long index, FeatureVector x, Target target, Prediction prediction);
