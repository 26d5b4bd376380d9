using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Tests.Metrics;

public class SilhouetteTests
{
    [Fact]
    public void Update_ComparesOwnAndSecondNearestCentre()
    {
        var metric = new Silhouette();
        Assert.Equal(double.PositiveInfinity, metric.Value);

        metric.Update([], 1, new Distances(5, 2, 8));
        metric.Update([], 2, new Distances(1, 4, 1));

        Assert.Equal((2.0 + 1) / (5 + 1), metric.Value, 1e-12);
    }

    private sealed class Distances(params double[] distances) : IClusterCenters
    {
        public int ClusterCount => distances.Length;

        public void MeasureDistances(FeatureVector x, Span<double> into) => distances.CopyTo(into);
    }
}
