using System.Globalization;
using System.Text.Json;
using OnlineMl.Clustering;
using OnlineMl.Features;

namespace OnlineMl.Parity;

/// <summary>The clusters that examples are put into.</summary>
public sealed class ClusterProtocol : IProtocol
{
    public string Kind => "cluster";

    public void Run(ParityRecord record, object component, ReferenceData data, Comparison comparison)
    {
        var clusterer = (IClusterer)component;
        var x = new FeatureVector(new FeatureSpace());
        var i = 0;
        var assignments = record.Get("assignments").EnumerateArray().ToList();
        foreach (var row in data.Input(record.Dataset).GetProperty("x").EnumerateArray().Take(record.Get("n_samples").GetInt32()))
        {
            x.Clear();
            foreach (var property in row.EnumerateObject())
            {
                x.Add(property.Name, property.Value.GetDouble());
            }

            clusterer.Learn(x);
            comparison.Number($"cluster of {i}", Numbers.Read(assignments[i]), clusterer.Predict(x) ?? -1);
            i++;
        }

        if (component is KMeans means)
        {
            Compare(record.Get("centers"), means, x.Space, comparison);
        }
    }

    private static void Compare(JsonElement expected, KMeans means, FeatureSpace space, Comparison comparison)
    {
        comparison.Number("number of clusters", expected.EnumerateObject().Count(), means.NClusters);
        foreach (var center in expected.EnumerateObject())
        {
            var cluster = int.Parse(center.Name, CultureInfo.InvariantCulture);
            foreach (var coordinate in center.Value.EnumerateObject())
            {
                comparison.Number(
                    $"{coordinate.Name} of centre {cluster}", Numbers.Read(coordinate.Value), means.Center(cluster, space.Find(coordinate.Name)));
            }
        }
    }
}
