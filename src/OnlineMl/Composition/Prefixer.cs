using OnlineMl.Catalog;

namespace OnlineMl.Composition;

/// <summary>Puts a text before the name of every feature.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var renamed = new Prefixer("a_") | new StandardScaler();
/// </code></example></remarks>
[Component("Prefixer")]
public sealed class Prefixer : NameChange
{
    /// <summary>Renames with a prefix.</summary>
    /// <param name="prefix">The text to put before every name.</param>
    public Prefixer(string prefix) => Prefix = Require.Given(prefix, nameof(prefix));

    /// <summary>The text to put before every name.</summary>
    public string Prefix { get; }

    private protected override string NewName(string name) => Prefix + name;
}
