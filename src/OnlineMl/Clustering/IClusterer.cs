using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Clustering;

/// <summary>A model that groups examples.</summary>
public interface IClusterer : IStateful
{
    /// <summary>The number of the cluster that the example belongs to, from 0; null when it belongs to none: it is noise, or nothing was
    /// learned yet. Changes nothing.</summary>
    int? Predict(FeatureVector x);

    /// <summary>Learns from one example.</summary>
    /// <param name="x">The features.</param>
    /// <param name="weight">How much the example counts; at least 0.</param>
    void Learn(FeatureVector x, double weight = 1);
}
