using OnlineMl.Catalog;

namespace OnlineMl.Composition;

/// <summary>Puts a text behind the name of every feature.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var renamed = new Suffixer("_z") | new StandardScaler();
/// </code></example></remarks>
[Component("Suffixer")]
public sealed class Suffixer : NameChange
{
    /// <summary>Renames with a suffix.</summary>
    /// <param name="suffix">The text to put behind every name.</param>
    public Suffixer(string suffix) => Suffix = Require.Given(suffix, nameof(suffix));

    /// <summary>The text to put behind every name.</summary>
    public string Suffix { get; }

    private protected override string NewName(string name) => name + Suffix;
}
