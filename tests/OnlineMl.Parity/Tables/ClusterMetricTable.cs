using System.Numerics.Tensors;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.Metrics;

namespace OnlineMl.Parity.Tables;

/// <summary>A metric of clusters without true classes: each point moves the centre of its class, a running mean, and is then measured.</summary>
public sealed class ClusterMetricTable : ITable
{
    public bool Knows(ParityRecord record) =>
        record.Kind == "cluster_metric" || record.Id.StartsWith("v24/metrics/cluster-internal/", StringComparison.Ordinal);

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        var metric = ComponentCatalog.BuiltIn.Create<IClusteringMetric>(RiverExpression.ToSpec<IClusteringMetric>(record.Pipeline));
        Run(metric, record.Kind == "table" ? record.Rows : record.Get("values").EnumerateArray(), data, comparison);
    }

    private static void Run(IClusteringMetric metric, IEnumerable<JsonElement> values, ReferenceData data, Comparison comparison)
    {
        var blobs = data.Input("blobs");
        var points = blobs.GetProperty("x");
        var classes = blobs.EnumerateObject().First(property => property.Name != "x").Value;
        var centers = new RunningCenters();
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var i = 0;
        foreach (var expected in values)
        {
            x.Clear();
            foreach (var property in points[i].EnumerateObject())
            {
                x.Add(property.Name, property.Value.GetDouble());
            }

            metric.Update(x, centers.Move(classes[i].GetInt32(), x), centers);

            // The first updates of river 0.8 fail for want of a second centre.
            if (expected.ToString() != "IndexError")
            {
                comparison.Number($"after update {i}", Numbers.Read(expected), metric.Value);
            }

            i++;
        }
    }

    private sealed class RunningCenters : IClusterCenters
    {
        private readonly List<int> _classes = [];
        private readonly List<(int Count, double[] Means)> _centers = [];

        public int ClusterCount => _centers.Count;

        /// <returns>The number of the centre of the class.</returns>
        public int Move(int label, FeatureVector x)
        {
            var center = _classes.IndexOf(label);
            if (center < 0)
            {
                center = _classes.Count;
                _classes.Add(label);
                _centers.Add((0, new double[x.Count]));
            }

            var (count, means) = _centers[center];
            count++;
            for (var k = 0; k < means.Length; k++)
            {
                means[k] += (x.Numbers[k] - means[k]) / count;
            }

            _centers[center] = (count, means);
            return center;
        }

        public void MeasureDistances(FeatureVector x, Span<double> distances)
        {
            for (var cluster = 0; cluster < _centers.Count; cluster++)
            {
                distances[cluster] = TensorPrimitives.Distance(x.Numbers, _centers[cluster].Means);
            }
        }
    }
}
