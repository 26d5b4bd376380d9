using OnlineMl.Features;

namespace OnlineMl.Clustering;

/// <summary>Clusters that have a centre each.</summary>
public interface IClusterCenters
{
    /// <summary>How many clusters there are.</summary>
    int ClusterCount { get; }

    /// <summary>Measures how far an example is from each centre, as Euclidean distances. Changes nothing.</summary>
    /// <param name="x">The features.</param>
    /// <param name="distances">Receives the distances by number of cluster; at least <see cref="ClusterCount"/> long.</param>
    void MeasureDistances(FeatureVector x, Span<double> distances);
}
