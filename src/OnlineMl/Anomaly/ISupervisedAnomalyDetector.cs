using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>A model that says how unusual the target of an example is.</summary>
public interface ISupervisedAnomalyDetector : IStateful
{
    /// <summary>The anomaly score of a target; the higher, the stranger. NaN says that the model cannot tell yet. Changes nothing.</summary>
    /// <param name="x">The features; may be empty.</param>
    /// <param name="y">The target; finite.</param>
    double Score(FeatureVector x, double y);

    /// <summary>Learns from one example.</summary>
    /// <param name="x">The features; may be empty.</param>
    /// <param name="y">The target; finite.</param>
    /// <param name="weight">How much the example counts; finite and at least 0, and 0 changes nothing.</param>
    void Learn(FeatureVector x, double y, double weight = 1);
}
