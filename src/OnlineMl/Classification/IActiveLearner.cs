using OnlineMl.Features;

namespace OnlineMl.Classification;

/// <summary>A classifier that says for which examples it wants to be told the class.</summary>
public interface IActiveLearner : IClassifier
{
    /// <summary>Writes the known classes and their probabilities, and draws whether the class of the example is wanted. Unlike a prediction it may
    /// change the model, which draws random numbers: whoever repeats what a model has learned repeats the questions, too.</summary>
    /// <param name="x">The features.</param>
    /// <param name="probabilities">Receives the probabilities.</param>
    bool Ask(FeatureVector x, Probabilities probabilities);
}
