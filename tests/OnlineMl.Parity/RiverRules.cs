using System.Text.Json.Nodes;

namespace OnlineMl.Parity;

/// <summary>Asks for river's rules, wherever in a spec a component has them as an option.</summary>
/// <remarks>By default the library does what is right; river's figures hang on what river does.</remarks>
internal static class RiverRules
{
    private const string Option = "river_rules";

    private static readonly HashSet<string> Components = new(StringComparer.Ordinal) { "GaussianNB", "HoeffdingTreeClassifier", "HoeffdingTreeRegressor" };

    /// <summary>The same spec, with the option set.</summary>
    public static JsonNode? In(JsonNode? spec) => spec switch
    {
        JsonObject map => InMap(map),
        JsonArray list => new JsonArray([.. list.Select(In)]),
        JsonValue value when value.TryGetValue<string>(out var name) && Components.Contains(name) => new JsonObject { [name] = new JsonObject { [Option] = true } },
        _ => spec?.DeepClone(),
    };

    private static JsonObject InMap(JsonObject map)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map)
        {
            var parameters = In(value);
            if (Components.Contains(name) && parameters is JsonObject component)
            {
                component[Option] = true;
            }

            result.Add(name, parameters);
        }

        return result;
    }
}
