using System.Text.Json.Nodes;

namespace OnlineMl.Cli.Data;

/// <summary>The columns that a model asks for by name, which are therefore handed to it as they are.</summary>
internal static class NamedColumns
{
    public static string[] Of(Model model)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(JsonNode.Parse(model.ToSpec()), names);
        if (model.TimeFeature is { } time)
        {
            names.Add(time);
        }

        return [.. names];
    }

    private static void Collect(JsonNode? node, HashSet<string> names)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (var item in items)
                {
                    Collect(item, names);
                }

                break;
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    names.Add(name);
                    Collect(value, names);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text):
                names.Add(text);
                break;
        }
    }
}
