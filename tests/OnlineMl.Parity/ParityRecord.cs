using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OnlineMl.Catalog;

namespace OnlineMl.Parity;

/// <summary>One figure that river computed.</summary>
/// <param name="Json">The record.</param>
public sealed partial record ParityRecord(JsonElement Json)
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

    /// <summary>Relative tolerance: that of the reference, or what its own order of summation moved, or that of single precision.</summary>
    public double Tolerance => Pipeline.Contains("single precision", StringComparison.Ordinal) ? 1e-5
        : Math.Max(1e-9, Json.TryGetProperty("hash_order_last_digits", out var digits) ? 10 * digits.GetDouble() : 0);

    /// <summary>Whether the model is a clusterer or an anomaly detector, which old pipelines taught while predicting.</summary>
    public bool EndsUnsupervised => Kind is "cluster" or "anomaly";

    public bool IsPipeline => Spec.ValueKind == JsonValueKind.Array;

    /// <summary>The model's spec; undefined for tables.</summary>
    public JsonElement Spec { get; } = SpecOf(Json);

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

    /// <summary>The expression that river evaluated, with words about what was done in tables.</summary>
    public string Pipeline => Json.GetProperty("pipeline").GetString()!;

    /// <summary>The rows of a table.</summary>
    public IEnumerable<JsonElement> Rows => Json.GetProperty("rows").EnumerateArray();

    /// <summary>The names of all components that the spec, or the expressions of a table, might name.</summary>
    public IEnumerable<string> ComponentNames() =>
        Spec.ValueKind != JsonValueKind.Undefined ? Names(Spec) : Word().Matches(Json.GetRawText()).Select(word => word.Value);

    [GeneratedRegex(@"\b[A-Z]\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    // River 0.8 tried to split leaves however pure they were.
    private static JsonElement WithoutShareLimit(JsonElement spec)
    {
        var node = JsonNode.Parse(spec.GetRawText())!;
        SetShareLimit(node);
        return JsonElement.Parse(node.ToJsonString());
    }

    private static void SetShareLimit(JsonNode? node)
    {
        foreach (var child in node switch { JsonObject map => map.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            SetShareLimit(child);
        }

        if (node is JsonObject components && components["HoeffdingTreeClassifier"] is JsonObject parameters)
        {
            parameters["max_share_to_split"] = 1;
        }
    }

    // The spec of a rolling range lacks the size of its window, which the expression has.
    private static JsonElement SpecOf(JsonElement json)
    {
        if (!json.TryGetProperty("spec", out var spec))
        {
            return default;
        }

        if (spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("RollingIQR", out _))
        {
            return JsonElement.Parse(RiverExpression.ToSpec<object>(json.GetProperty("pipeline").GetString()!));
        }

        var isModern = json.GetProperty("id").GetString()!.StartsWith("v24/", StringComparison.Ordinal);
        return JsonElement.Parse(RiverRules.In(JsonNode.Parse((isModern ? spec : WithoutShareLimit(spec)).GetRawText()))!.ToJsonString());
    }

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
