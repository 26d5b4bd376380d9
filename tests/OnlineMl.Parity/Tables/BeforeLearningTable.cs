using System.Text.Json;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;

namespace OnlineMl.Parity.Tables;

/// <summary>What transformers that have learned nothing make of two features. Where river fails or gives NaN, 0 is right.</summary>
public sealed class BeforeLearningTable : ITable
{
    public bool Knows(ParityRecord record) => record.Id == "v24/transform/before-learning";

    public void Run(ParityRecord record, ReferenceData data, Comparison comparison)
    {
        foreach (var row in record.Rows)
        {
            var name = row.GetProperty("transformer").GetString()!;
            var transformer = ComponentCatalog.BuiltIn.Create<ITransformer>(RiverRules.In(JsonValue.Create(name))!.ToJsonString());
            var space = new FeatureSpace();
            var x = new FeatureVector(space) { ["a"] = 2, ["b"] = -1 };
            var output = new FeatureVector(transformer.KeepsFeatures ? space : new FeatureSpace(), keepsStrangers: true);
            transformer.Transform(x, output);
            var expected = row.GetProperty("output");
            if (expected.ValueKind == JsonValueKind.Object && expected.GetProperty("a").ValueKind == JsonValueKind.Number || name == "OneHotEncoder")
            {
                TransformProtocol.Compare(comparison, name, expected, output);
            }
            else
            {
                comparison.Text(name, "a: 0, b: 0", string.Join(", ", output.Select(feature => $"{feature.Name}: {feature.Number}")));
            }
        }
    }
}
