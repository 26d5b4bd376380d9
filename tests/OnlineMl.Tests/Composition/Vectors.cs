using OnlineMl.Composition;
using OnlineMl.Features;

namespace OnlineMl.Tests.Composition;

internal static class Vectors
{
    /// <summary>What a transformer makes of an example, as names with values.</summary>
    public static Dictionary<string, object> Transformed(this ITransformer transformer, FeatureVector x, FeatureSpace? space = null)
    {
        var output = new FeatureVector(transformer.KeepsFeatures ? x.Space : space ?? new FeatureSpace(), keepsStrangers: true);
        transformer.Transform(x, output);
        return output.ToDictionary(feature => feature.Name, feature => feature.Text ?? (object)feature.Number, StringComparer.Ordinal);
    }
}
