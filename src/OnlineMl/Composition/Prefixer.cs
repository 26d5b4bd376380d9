using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Puts a text before the name of every feature.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var renamed = new Prefixer("a_") | new StandardScaler();
/// </code></example></remarks>
[Component("Prefixer")]
public sealed class Prefixer : IStateless
{
    private readonly FeatureMap _map;

    /// <summary>Renames with a prefix.</summary>
    /// <param name="prefix">The text to put before every name.</param>
    public Prefixer(string prefix)
    {
        Prefix = Require.Given(prefix, nameof(prefix));
        _map = new FeatureMap(name => Prefix + name);
    }

    /// <summary>The text to put before every name.</summary>
    public string Prefix { get; }

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
