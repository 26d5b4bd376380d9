using System.Text.Json;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;

namespace OnlineMl.Parity;

/// <summary>One figure that river computed.</summary>
/// <param name="Json">The record.</param>
public sealed record ParityRecord(JsonElement Json)
{
    public string Id { get; } = Json.GetProperty("id").GetString()!;

    public string Family { get; } = Json.TryGetProperty("family", out var family) ? family.GetString()! : "stochastic";

    public string Kind { get; } = Json.GetProperty("kind").GetString()!;

    /// <summary>Whether the record comes from today's river, in which predicting learns nothing.</summary>
    public bool IsModern => Id.StartsWith("v24/", StringComparison.Ordinal);

    public bool IsKnownFault => Json.TryGetProperty("known_fault", out _);

    /// <summary>Whether the figures hang on random draws or on the order of Python's sets.</summary>
    public bool IsDrawn => Has("rng") || Has("hash_order_sensitive") || Has("tie_sensitive");

    /// <summary>Whether the record holds means and deviations over several seeds, not the figures of one run.</summary>
    public bool IsSpread => Json.TryGetProperty("seeds", out _);

    /// <summary>Whether the model's error blows up, so that only the first predictions can be compared.</summary>
    public bool Diverges => Has("diverged");

    /// <summary>How the transformers behave when predicting.</summary>
    public SpecOptions Options => new() { LearnDuringPredict = IsModern ? Has("learn_during_predict") : !EndsUnsupervised };

    /// <summary>Relative tolerance: that of the reference, or what its own order of summation moved.</summary>
    public double Tolerance => Math.Max(1e-9, Json.TryGetProperty("hash_order_last_digits", out var digits) ? 10 * digits.GetDouble() : 0);

    /// <summary>Whether the model is a clusterer or an anomaly detector, which old pipelines taught while predicting.</summary>
    public bool EndsUnsupervised => Kind is "cluster" or "anomaly";

    public bool IsPipeline => Spec.ValueKind == JsonValueKind.Array;

    /// <summary>The model's spec; undefined for tables.</summary>
    public JsonElement Spec => Json.TryGetProperty("spec", out var spec) ? spec : default;

    /// <summary>Whether the updates of a metric are weighted.</summary>
    public bool IsWeighted => Json.TryGetProperty("weights", out var weights) && weights.ValueKind == JsonValueKind.String;

    public JsonElement Get(string name) => Json.GetProperty(name);

    /// <summary>The name of the data set, or null when the record names several series.</summary>
    public string Dataset => Json.GetProperty("dataset").GetString()!;

    /// <summary>The spec with another seed in every place where it has one.</summary>
    public string SpecWithSeed(int seed)
    {
        var spec = JsonNode.Parse(Spec.GetRawText())!;
        Reseed(spec, seed);
        return spec.ToJsonString();
    }

    /// <summary>The names of all components that the spec might name.</summary>
    public IEnumerable<string> ComponentNames() => Names(Spec);

    private static IEnumerable<string> Names(JsonElement spec) => spec.ValueKind switch
    {
        JsonValueKind.Object => spec.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => spec.EnumerateArray().SelectMany(Names),
        JsonValueKind.String => [spec.GetString()!],
        _ => [],
    };

    private static void Reseed(JsonNode? node, int seed)
    {
        if (node is JsonObject parameters)
        {
            if (parameters.ContainsKey("seed"))
            {
                parameters["seed"] = seed;
            }

            foreach (var (_, value) in parameters.ToList())
            {
                Reseed(value, seed);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Reseed(item, seed);
            }
        }
    }

    private bool Has(string flag) => Json.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;
}
