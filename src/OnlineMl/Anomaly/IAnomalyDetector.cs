using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>A model that says how unusual an example is.</summary>
public interface IAnomalyDetector : IStateful
{
    /// <summary>The anomaly score; the higher, the stranger. The model's remarks give its range. NaN says that the model cannot tell yet.
    /// Changes nothing.</summary>
    double Score(FeatureVector x);

    /// <summary>Learns from one example.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weight">How much the example counts; finite and at least 0, and 0 changes nothing.</param>
    void Learn(FeatureVector x, double weight = 1);
}
