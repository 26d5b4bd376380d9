using System.Collections;

namespace OnlineMl.Features;

/// <summary>Examples that are pairs of names and values, such as dictionaries.</summary>
internal static class ExamplePairs
{
    /// <summary>Whether examples of a type are such.</summary>
    public static bool Are(Type type) =>
        typeof(IDictionary).IsAssignableFrom(type) ||
        typeof(IEnumerable<KeyValuePair<string, object?>>).IsAssignableFrom(type) ||
        typeof(IEnumerable<KeyValuePair<string, double>>).IsAssignableFrom(type) ||
        typeof(IEnumerable<KeyValuePair<string, string?>>).IsAssignableFrom(type);

    /// <summary>The pairs of an example.</summary>
    /// <exception cref="ArgumentException">It is a dictionary whose keys are no texts.</exception>
    public static IEnumerable<KeyValuePair<string, object?>> Of(object example) => example switch
    {
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs,
        IEnumerable<KeyValuePair<string, double>> numbers => numbers.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value)),
        IEnumerable<KeyValuePair<string, string?>> texts => texts.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value)),
        _ => Entries((IDictionary)example),
    };

    // As entries, which the dictionary's own enumerator gives whatever its values are.
    private static IEnumerable<KeyValuePair<string, object?>> Entries(IDictionary example)
    {
        foreach (DictionaryEntry entry in example)
        {
            yield return entry.Key is string name
                ? new KeyValuePair<string, object?>(name, entry.Value)
                : throw new ArgumentException($"A key of the dictionary is a {entry.Key.GetType().Name}; the name of a feature is needed, which is a text.", nameof(example));
        }
    }
}
