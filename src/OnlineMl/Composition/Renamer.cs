using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Gives features other names.</summary>
/// <remarks>Features that are not in the mapping keep their name; then the prefix and the suffix are added. When a new name is
/// taken already, the first feature keeps it. Transform costs O(features present).
/// <example><code>
/// var renamer = new Renamer { Mapping = new Dictionary&lt;string, string&gt; { ["a"] = "age" } };
/// </code></example></remarks>
[Component("Renamer")]
public sealed class Renamer : IStateless
{
    private readonly FeatureMap _map;

    /// <summary>A renamer that changes no name.</summary>
    public Renamer() => _map = new FeatureMap(NewName);

    /// <summary>The new name of each feature that is renamed; null for none. Default null.</summary>
    public IReadOnlyDictionary<string, string>? Mapping { get; init; }

    /// <summary>A text put before every name; null for none. Default null.</summary>
    public string? Prefix { get; init; }

    /// <summary>A text put behind every name; null for none. Default null.</summary>
    public string? Suffix { get; init; }

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        _map.Append(x, output);
    }

    void IStateful.Describe(StateArchive state)
    {
    }

    private string NewName(string name) => $"{Prefix}{(Mapping is not null && Mapping.TryGetValue(name, out var renamed) ? renamed : name)}{Suffix}";
}
