using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Regression;

/// <summary>A model that predicts a number.</summary>
public interface IRegressor : IStateful
{
    /// <summary>The predicted target, in the units of the target. Changes nothing.</summary>
    double Predict(FeatureVector x);

    /// <summary>Learns from one example.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target; finite.</param>
    /// <param name="weight">How much the example counts; at least 0.</param>
    void Learn(FeatureVector x, double y, double weight = 1);

    /// <summary>Predicts the target, then learns the example. The same as the two calls one after the other; a model that can
    /// computes once what they have in common.</summary>
    /// <param name="x">The features.</param>
    /// <param name="y">The target; finite.</param>
    /// <param name="weight">How much the example counts; at least 0.</param>
    /// <returns>The prediction from before the example was learned.</returns>
    double PredictThenLearn(FeatureVector x, double y, double weight = 1)
    {
        var prediction = Predict(x);
        Learn(x, y, weight);
        return prediction;
    }
}
