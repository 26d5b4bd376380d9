using OnlineMl.Features;

namespace OnlineMl.Parity;

/// <summary>One row of a reference data set.</summary>
/// <param name="Features">Names and values in the order in which river saw them.</param>
/// <param name="Target">The target; null where there is none.</param>
public sealed record Example(IReadOnlyList<(string Name, FeatureValue Value)> Features, Target? Target)
{
    public void CopyTo(FeatureVector x)
    {
        x.Clear();
        foreach (var (name, value) in Features)
        {
            x.Add(name, value);
        }
    }
}
