using System.Text.Json;

namespace OnlineMl.Parity;

/// <summary>Every rule by which a record is not compared.</summary>
public static class Exclusions
{
    /// <summary>The rules; the first that applies counts.</summary>
    public static IReadOnlyList<Exclusion> All { get; } =
    [
        new("the record says that river's figure is a fault", record => record.IsKnownFault),
    ];

    private static Predicate<ParityRecord> Old(params string[] components) =>
        record => !record.IsModern && record.ComponentNames().Any(components.Contains);

    private static Predicate<ParityRecord> Ids(params string[] ids) => record => ids.Contains(record.Id, StringComparer.Ordinal);

    private static Predicate<ParityRecord> OldWith(string component, string parameter, params string[] values) =>
        record => !record.IsModern && Find(record.Spec, component) is { } parameters &&
            parameters.TryGetProperty(parameter, out var value) && values.Contains(value.ToString(), StringComparer.Ordinal);

    private static JsonElement? Find(JsonElement spec, string component) => spec.ValueKind switch
    {
        JsonValueKind.Object => spec.EnumerateObject()
            .Select(property => property.Name == component ? property.Value : Find(property.Value, component))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => spec.EnumerateArray().Select(item => Find(item, component)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
