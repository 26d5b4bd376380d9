using System.Text.Json.Nodes;

namespace OnlineMl.Parity;

/// <summary>Asks for river's rules, wherever in a spec a component has them as an option.</summary>
/// <remarks>By default the library does what is right; river's figures hang on what river does.</remarks>
internal static class RiverRules
{
    private const string Option = "river_rules";

    private const string NumbersAreCodes = "encodes_numbers";

    private static readonly Dictionary<string, string> Components = new(StringComparer.Ordinal)
    {
        ["GaussianNB"] = Option,
        ["HoeffdingTreeClassifier"] = Option,
        ["HoeffdingTreeRegressor"] = Option,
        ["OneHotEncoder"] = NumbersAreCodes,
        ["OrdinalEncoder"] = NumbersAreCodes,
    };

    /// <summary>The same spec, with the option set.</summary>
    public static JsonNode? In(JsonNode? spec) => spec switch
    {
        JsonObject map => InMap(map),
        JsonArray list => new JsonArray([.. list.Select(In)]),
        JsonValue value when value.TryGetValue<string>(out var name) && Components.TryGetValue(name, out var option) => new JsonObject { [name] = new JsonObject { [option] = true } },
        _ => spec?.DeepClone(),
    };

    private static JsonObject InMap(JsonObject map)
    {
        var result = new JsonObject();
        foreach (var (name, value) in map)
        {
            var parameters = In(value);
            if (Components.TryGetValue(name, out var option) && parameters is JsonObject component)
            {
                component[option] = true;
            }

            result.Add(name, parameters);
        }

        return result;
    }
}
