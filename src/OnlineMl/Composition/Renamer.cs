using OnlineMl.Catalog;

namespace OnlineMl.Composition;

/// <summary>Gives features other names.</summary>
/// <remarks>Features that are not in the mapping keep their name; then the prefix and the suffix are added. When a new name is
/// taken already, the first feature keeps it. Transform costs O(features present).
/// <example><code>
/// var renamer = new Renamer { Mapping = new Dictionary&lt;string, string&gt; { ["a"] = "age" } };
/// </code></example></remarks>
[Component("Renamer")]
public sealed class Renamer : NameChange
{
    /// <summary>The new name of each feature that is renamed; null for none. Default null.</summary>
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    /// <summary>A text put before every name; null for none. Default null.</summary>
    public string? Prefix { get; init; }

    /// <summary>A text put behind every name; null for none. Default null.</summary>
    public string? Suffix { get; init; }

    private protected override string NewName(string name) => $"{Prefix}{(Mapping is not null && Mapping.TryGetValue(name, out var renamed) ? renamed : name)}{Suffix}";
}
