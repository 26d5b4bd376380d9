using OnlineMl.Features;

namespace OnlineMl;

/// <summary>Clusters that have a centre each.</summary>
public interface IClusterCenters
{
    /// <summary>How many clusters there are.</summary>
    int ClusterCount { get; }

    /// <summary>The Euclidean distance of an example from the centre of a cluster. Changes nothing.</summary>
    /// <param name="x">The features.</param>
    /// <param name="cluster">The number of the cluster, from 0.</param>
    double DistanceTo(FeatureVector x, int cluster);
}
