using OnlineMl.Catalog;
using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The distances of the examples to their own centres over those to the second nearest ones; the smaller, the better.
/// Infinity before there is an example with two centres to choose from.</summary>
/// <remarks>With just two centres the nearest one takes the place of the second nearest. An example that is infinitely far
/// from its centres is left out. Bifet, Gavaldà, Holmes and
/// Pfahringer, Machine Learning for Data Streams (2018).</remarks>
[Component("Silhouette")]
public sealed class Silhouette : IClusteringMetric
{
    private double _own;
    private double _second;
    private double[] _distances = [];

    /// <inheritdoc/>
    public string Name => "Silhouette";

    /// <inheritdoc/>
    public double Value => _second == 0 ? double.PositiveInfinity : _own / _second;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(FeatureVector x, int yPred, IClusterCenters centers, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(centers);
        if (!Require.Weight(weight) || centers.ClusterCount < 2)
        {
            return;
        }

        if (_distances.Length < centers.ClusterCount)
        {
            _distances = new double[centers.ClusterCount];
        }

        var distances = _distances.AsSpan(0, centers.ClusterCount);
        centers.MeasureDistances(x, distances);
        double nearest = double.PositiveInfinity, second = double.PositiveInfinity, own = 0;
        for (var i = 0; i < distances.Length; i++)
        {
            var distance = distances[i];
            own = i == yPred ? distance : own;
            second = Math.Min(second, Math.Max(nearest, distance));
            nearest = Math.Min(nearest, distance);
        }

        second = centers.ClusterCount == 2 ? nearest : second;
        if (double.IsFinite(own) && double.IsFinite(second))
        {
            _own += weight * own;
            _second += weight * second;
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("own", ref _own, NumberRange.Between(0, double.PositiveInfinity));
        state.Field("second", ref _second, NumberRange.Between(0, double.PositiveInfinity));
    }
}
