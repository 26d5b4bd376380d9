using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Anomaly;

/// <summary>A model that says how unusual an example is.</summary>
public interface IAnomalyDetector : IStateful
{
    /// <summary>The anomaly score; the higher, the stranger. The model's remarks give its range. Changes nothing.</summary>
    double Score(FeatureVector x);

    /// <summary>Learns from one example.</summary>
    void Learn(FeatureVector x);
}
