using OnlineMl.Features;
using OnlineMl.Neighbors;

namespace OnlineMl.Parity.Tables;

/// <summary>The four nearest of a window of thirty points, before each point joins it.</summary>
public sealed class NeighborTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id == "v24/neighbors/lazy-search";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        INeighborSearch search = new LazySearch { WindowSize = 30 };
        var space = new FeatureSpace();
        var points = data.Input(record.Dataset).GetProperty("x").EnumerateArray().ToList();
        var slots = new FeatureVector[search.Capacity];
        foreach (var row in record.Rows)
        {
            var i = row.GetProperty("i").GetInt32();
            var x = new FeatureVector(space);
            foreach (var property in points[i].EnumerateObject())
            {
                x.Add(property.Name, property.Value.GetDouble());
            }

            var found = search.Search(x, 4);
            var distances = row.GetProperty("distances");
            comparison.Number($"neighbours of {i}", distances.GetArrayLength(), found.Length);
            for (var k = 0; k < Math.Min(found.Length, distances.GetArrayLength()); k++)
            {
                comparison.Number($"distance {k} of {i}", distances[k].GetDouble(), found[k].Distance);
                TransformProtocol.Compare(comparison, $"neighbour {k} of {i}", row.GetProperty("neighbours")[k][0], slots[found[k].Slot]);
            }

            slots[search.Append(x)] = x;
        }
    }
}
