using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Puts a text behind the name of every feature.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var renamed = new Suffixer("_z") | new StandardScaler();
/// </code></example></remarks>
[Component("Suffixer")]
public sealed class Suffixer : IStateless
{
    private readonly FeatureMap _map;

    /// <summary>Renames with a suffix.</summary>
    /// <param name="suffix">The text to put behind every name.</param>
    public Suffixer(string suffix)
    {
        Suffix = Require.Given(suffix, nameof(suffix));
        _map = new FeatureMap(name => name + Suffix);
    }

    /// <summary>The text to put behind every name.</summary>
    public string Suffix { get; }

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
}
