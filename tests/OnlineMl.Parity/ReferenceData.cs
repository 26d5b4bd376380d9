using System.Globalization;
using System.Text.Json;
using OnlineMl.Features;

namespace OnlineMl.Parity;

/// <summary>The inputs that the records name: inline series and streams, and the data sets beside them.</summary>
public sealed class ReferenceData
{
    private static readonly string[] FlareTexts = ["zurich-class", "largest-spot-size", "spot-distribution"];
    private static readonly string[] FlareTargets = ["c-class-flares", "m-class-flares", "x-class-flares"];

    private readonly IReadOnlyList<string> _folders;
    private readonly List<JsonElement> _inputs = [];
    private readonly Dictionary<string, IReadOnlyList<Example>> _examples = new(StringComparer.Ordinal);

    /// <param name="folders">Where inputs are looked for: in each folder in turn, data sets also in its neighbour <c>data</c>.</param>
    public ReferenceData(IReadOnlyList<string> folders)
    {
        _folders = folders;
        foreach (var file in folders.SelectMany(folder => Directory.GetFiles(folder, "inputs*.json").Order(StringComparer.Ordinal)))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            _inputs.Add(document.RootElement.Clone());
        }
    }

    /// <summary>An inline input by name.</summary>
    public JsonElement Input(string name)
    {
        foreach (var inputs in _inputs)
        {
            if (inputs.TryGetProperty(name, out var value))
            {
                return value;
            }
        }

        throw new MissingInputException($"There is no input '{name}'.");
    }

    /// <summary>A series of numbers.</summary>
    public double[] Series(string name) => [.. Input(name).EnumerateArray().Select(Numbers.Read)];

    /// <summary>The rows of a data set, whose name may end in a suffix such as <c>:first1000</c>.</summary>
    public IReadOnlyList<Example> Examples(string name)
    {
        if (!_examples.TryGetValue(name, out var examples))
        {
            examples = Load(name);
            _examples.Add(name, examples);
        }

        return examples;
    }

    /// <summary>The target of a JSON value.</summary>
    public static Target? TargetOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => new Label(true),
        JsonValueKind.False => new Label(false),
        JsonValueKind.String => new Label(value.GetString()!),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? new Target(new Label(whole)) : new Target(value.GetDouble()),
        _ => null,
    };

    private List<Example> Load(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var suffix = colon < 0 ? "" : name[(colon + 1)..];
        var root = colon < 0 ? name : name[..colon];
        if (suffix.StartsWith("first", StringComparison.Ordinal))
        {
            root = root switch { "segments" => "image-segments", "sea" => "sea_drift", _ => root };
            return [.. Examples(root).Take(int.Parse(suffix.AsSpan(5), CultureInfo.InvariantCulture))];
        }

        return root switch
        {
            "phishing" => Csv("phishing", "is_phishing", token => new Label(token == "1"), allText: suffix == "str"),
            "banana" => Csv("banana", "is_banana", token => new Label(token == "1")),
            "image-segments" => Csv("image-segments", "category", token => new Label(token)),
            "chick-weights" => Csv("chick-weights", "weight", Number),
            "airline-passengers" => Csv("airline-passengers", "passengers", Number, ignore: ["month"]),
            "trump-approval" => Csv("trump-approval", "five_thirty_eight", Number),
            "solar-flare" => Csv("solar-flare", suffix, Number, FlareTexts, [.. FlareTargets.Where(target => target != suffix)]),
            "corpus" => [.. Input("corpus").EnumerateArray().Select(row => new Example(
                [("text", row.GetProperty("text").GetString())],
                suffix == "binary" ? new Label(row.GetProperty("label").GetString() == "good") : new Label(row.GetProperty("label").GetString()!)))],
            "ratings" => [.. Input("ratings").EnumerateArray().Select(row => Inline(row, "y"))],
            "missing" or "panel" or "sky" => [.. Input(root).EnumerateArray().Select(row => Inline(row, null))],
            _ => [.. Input(root).EnumerateArray().Select(Nested)],
        };
    }

    private string FindData(string file) =>
        _folders.SelectMany(folder => new[] { Path.Combine(folder, file), Path.Combine(folder, "data", file), Path.Combine(folder, "..", "data", file) })
            .FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"There is no data set {file} beside the records.");

    private static Target Number(string token) => new(double.Parse(token, CultureInfo.InvariantCulture));

    private static Example Nested(JsonElement row)
    {
        Target? target = row.TryGetProperty("y", out var y) ? TargetOf(y)
            : row.TryGetProperty("anomaly", out var anomaly) ? TargetOf(anomaly) : null;
        return new Example([.. row.GetProperty("x").EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => (p.Name, Value(p.Value)))], target);
    }

    private static Example Inline(JsonElement row, string? target) =>
        new(
            [.. row.EnumerateObject().Where(p => p.Name != target && p.Value.ValueKind != JsonValueKind.Null).Select(p => (p.Name, Value(p.Value)))],
            target is null ? null : TargetOf(row.GetProperty(target)));

    private static FeatureValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => value.GetDouble(),
    };

    private List<Example> Csv(
        string file, string target, Func<string, Target> read, string[]? texts = null, string[]? ignore = null, bool allText = false)
    {
        var lines = File.ReadAllLines(FindData(file + ".csv"));
        var names = lines[0].Split(',');
        var examples = new List<Example>();
        foreach (var line in lines.Skip(1).Where(line => line.Length > 0))
        {
            var cells = line.Split(',');
            var features = new List<(string, FeatureValue)>();
            Target? y = null;
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i] == target)
                {
                    y = read(cells[i]);
                }
                else if (ignore?.Contains(names[i]) != true)
                {
                    features.Add((names[i], allText ? PythonText(names[i], cells[i])
                        : texts?.Contains(names[i]) == true ? cells[i]
                        : double.Parse(cells[i], CultureInfo.InvariantCulture)));
                }
            }

            examples.Add(new Example(features, y));
        }

        return examples;
    }

    // Two columns of phishing are whole numbers in river, the others are floats, which Python prints with ".0".
    private static string PythonText(string name, string token) =>
        name is "age_of_domain" or "ip_in_url" || token.Contains('.', StringComparison.Ordinal) ? token : token + ".0";
}
