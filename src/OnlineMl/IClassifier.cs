using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl;

/// <summary>A model that predicts a class.</summary>
public interface IClassifier : IStateful
{
    /// <summary>The most probable class, or no label before anything was learned. Changes nothing.</summary>
    Label Predict(FeatureVector x);

    /// <summary>Writes the known classes and their probabilities. Changes nothing but <paramref name="probabilities"/>.</summary>
    void PredictProbabilities(FeatureVector x, Probabilities probabilities);

    /// <summary>Learns from one example.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The class.</param>
    /// <param name="weight">How much the example counts; at least 0.</param>
    void Learn(FeatureVector x, Label y, double weight = 1);
}
