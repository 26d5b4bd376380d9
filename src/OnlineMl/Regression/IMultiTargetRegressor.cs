using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Regression;

/// <summary>A model that predicts several numbers, each under a name.</summary>
public interface IMultiTargetRegressor : IStateful
{
    /// <summary>Writes the predicted numbers, in the units of their targets; none before anything was learned. Changes nothing but
    /// <paramref name="predictions"/>.</summary>
    /// <param name="x">The features.</param>
    /// <param name="predictions">Receives them; empty before.</param>
    void Predict(FeatureVector x, NamedPredictions predictions);

    /// <summary>Learns from one example. Names may be new, and names learned before may be absent.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The targets; finite.</param>
    /// <param name="weight">How much the example counts; finite and at least 0, and 0 changes nothing.</param>
    void Learn(FeatureVector x, NamedTargets y, double weight = 1);
}
