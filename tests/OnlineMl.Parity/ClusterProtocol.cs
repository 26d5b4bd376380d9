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
            comparison.Number($"cluster of {i}", Numbers.Read(assignments[i]), clusterer.Predict(x));
            i++;
        }
    }
}
