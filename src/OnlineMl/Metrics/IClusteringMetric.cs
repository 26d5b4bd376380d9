using OnlineMl.Clustering;
using OnlineMl.Features;

namespace OnlineMl.Metrics;

/// <summary>A metric of clusters that needs no true classes.</summary>
public interface IClusteringMetric : IMetric
{
    /// <summary>Takes in one example and the cluster it was put in.</summary>
    /// <param name="x">The features.</param>
    /// <param name="yPred">The number of the cluster.</param>
    /// <param name="centers">Where the clusters are.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    void Update(FeatureVector x, int yPred, IClusterCenters centers, double weight = 1);
}
