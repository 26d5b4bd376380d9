using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OnlineMl.Catalog;

namespace OnlineMl.Parity;

/// <summary>One figure that river computed.</summary>
/// <param name="Json">The record.</param>
public sealed partial record ParityRecord(JsonElement Json)
{
    private JsonElement? _spec;

    public string Id { get; } = TextOf(Json, "id") ?? "?";

    public string Family { get; } = TextOf(Json, "family") ?? "stochastic";

    public string Kind { get; } = TextOf(Json, "kind") ?? "?";

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
    public JsonElement Spec => _spec ??= FindSpec();

    /// <summary>Whether the updates of a metric are weighted.</summary>
    public bool IsWeighted => Json.TryGetProperty("weights", out var weights) && weights.ValueKind == JsonValueKind.String;

    public JsonElement Get(string name) => Json.GetProperty(name);

    /// <summary>The name of the data set, which records with several series call <c>x</c>.</summary>
    public string Dataset
    {
        get
        {
            var dataset = Json.GetProperty("dataset");
            return (dataset.ValueKind == JsonValueKind.Object ? dataset.GetProperty("x") : dataset).GetString()!;
        }
    }

    /// <summary>The series of minutes at which the examples came, when the record names one.</summary>
    public string? Times => TextOf(Json, "t") ?? (Json.TryGetProperty("dataset", out var dataset) ? TextOf(dataset, "t") : null);

    /// <summary>The spec with another seed in every place where it has one.</summary>
    public string SpecWithSeed(int seed)
    {
        var spec = JsonNode.Parse(Spec.GetRawText())!;
        Reseed(spec, seed);
        return spec.ToJsonString();
    }

    /// <summary>The expression that river evaluated, with words about what was done in tables.</summary>
    public string Pipeline => TextOf(Json, "pipeline") ?? "";

    /// <summary>The rows of a table.</summary>
    public IEnumerable<JsonElement> Rows => Json.GetProperty("rows").EnumerateArray();

    /// <summary>The names of all components that the spec, or the expressions of a table, might name.</summary>
    public IEnumerable<string> ComponentNames() =>
        Spec.ValueKind != JsonValueKind.Undefined ? Names(Spec) : Word().Matches(Json.GetRawText()).Select(word => word.Value);

    [GeneratedRegex(@"\b[A-Z]\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    private static JsonElement WithOldRules(JsonElement spec)
    {
        var node = JsonNode.Parse(spec.GetRawText())!;
        SetOldRules(node);
        return JsonElement.Parse(node.ToJsonString());
    }

    // River 0.8 tried to split leaves however pure they were, and its DDM judged from one value earlier on.
    private static void SetOldRules(JsonNode? node)
    {
        foreach (var child in node switch { JsonObject map => map.Select(pair => pair.Value), JsonArray list => list, _ => [] })
        {
            SetOldRules(child);
        }

        if (node is JsonObject components && components["HoeffdingTreeClassifier"] is JsonObject tree)
        {
            tree["max_share_to_split"] = 1;
        }

        if (node is JsonObject detectors && detectors["DDM"] is JsonObject detector)
        {
            detector["min_num_instances"] = (detector["min_num_instances"]?.GetValue<int>() ?? 30) - 1;
        }
    }

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

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

    // The spec of a rolling range lacks the size of its window, which the expression has.
    private JsonElement FindSpec()
    {
        if (!Json.TryGetProperty("spec", out var spec))
        {
            return default;
        }

        if (spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("RollingIQR", out _))
        {
            return JsonElement.Parse(RiverExpression.ToSpec<object>(Pipeline));
        }

        return JsonElement.Parse(RiverRules.In(JsonNode.Parse((IsModern ? spec : WithOldRules(spec)).GetRawText()))!.ToJsonString());
    }

    private bool Has(string flag) => Json.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;
}
