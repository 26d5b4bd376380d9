using System.Globalization;
using System.Text.Json.Nodes;

namespace OnlineMl.Cli.Data;

/// <summary>One thing in which two models differ.</summary>
/// <param name="What">What it is: a place in the spec, a column, a metric.</param>
/// <param name="First">What the first model has; null when it has nothing there.</param>
/// <param name="Second">What the second one has.</param>
internal sealed record ModelDifference(string What, string? First, string? Second)
{
    private const int ShownNames = 10;

    public static IReadOnlyList<ModelDifference> Between(ModelSummary first, ModelSummary second)
    {
        var found = new List<ModelDifference>();
        Compare("spec", first.Spec, second.Spec, found);
        Add("task", first.Task, second.Task);
        Add("target", first.Target, second.Target);
        Add("classes", string.Join(", ", first.Classes), string.Join(", ", second.Classes));
        Add("time column", first.TimeColumn, second.TimeColumn);
        Add("learns during predict", first.LearnDuringPredict ? "yes" : "no", second.LearnDuringPredict ? "yes" : "no");
        foreach (var column in first.Columns.Keys.Union(second.Columns.Keys, StringComparer.Ordinal))
        {
            Add($"column {column}", first.Columns.GetValueOrDefault(column), second.Columns.GetValueOrDefault(column));
        }

        Add("features of one alone", Names(first.Features.Except(second.Features, StringComparer.Ordinal)), Names(second.Features.Except(first.Features, StringComparer.Ordinal)));
        Add("examples", Number(first.Examples), Number(second.Examples));
        Add("events", Number(first.Events), Number(second.Events));
        foreach (var metric in first.Metrics.Keys.Union(second.Metrics.Keys, StringComparer.Ordinal))
        {
            Add(metric, Value(first, metric), Value(second, metric));
        }

        Add("file bytes", Number(first.Bytes), Number(second.Bytes));
        Add("memory bytes", Number(first.MemoryBytes), Number(second.MemoryBytes));
        Add("state hash", first.StateHash, second.StateHash);
        return found;

        void Add(string what, string? one, string? other)
        {
            if (one != other)
            {
                found.Add(new ModelDifference(what, one, other));
            }
        }
    }

    private static void Compare(string path, JsonNode? first, JsonNode? second, List<ModelDifference> found)
    {
        if (first is JsonObject one && second is JsonObject other)
        {
            foreach (var name in one.Select(member => member.Key).Union(other.Select(member => member.Key), StringComparer.Ordinal))
            {
                Compare($"{path}.{name}", one[name], other[name], found);
            }
        }
        else if (first is JsonArray items && second is JsonArray others && items.Count == others.Count)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Compare(FormattableString.Invariant($"{path}[{i}]"), items[i], others[i], found);
            }
        }
        else if (!JsonNode.DeepEquals(first, second))
        {
            found.Add(new ModelDifference(path, first?.ToJsonString(SpecText.Plain), second?.ToJsonString(SpecText.Plain)));
        }
    }

    private static string? Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length == 0 ? null : string.Join(", ", all.Take(ShownNames)) + (all.Length > ShownNames ? FormattableString.Invariant($" and {all.Length - ShownNames} more") : "");
    }

    private static string? Number(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture);

    private static string? Value(ModelSummary summary, string metric) =>
        summary.Metrics.TryGetValue(metric, out var value) ? value.ToString("0.######", CultureInfo.InvariantCulture) : null;
}
