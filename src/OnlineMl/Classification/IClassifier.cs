using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Classification;

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

    /// <summary>Writes the known classes and their probabilities, then learns the example. The same as the two calls one after the
    /// other; a model that can computes once what they have in common.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The class.</param>
    /// <param name="probabilities">Receives the probabilities from before the example was learned.</param>
    /// <param name="weight">How much the example counts; at least 0.</param>
    void PredictThenLearn(FeatureVector x, Label y, Probabilities probabilities, double weight = 1)
    {
        PredictProbabilities(x, probabilities);
        Learn(x, y, weight);
    }
}
