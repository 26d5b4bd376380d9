using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Lets all features through but the listed ones.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var model = new Discard("id", "timestamp") | new StandardScaler();
/// </code></example></remarks>
[Component("Discard")]
public sealed class Discard : IStateless
{
    private readonly NameFilter _filter;

    /// <summary>A filter that drops features.</summary>
    /// <param name="keys">The names of the features to drop.</param>
    public Discard(params IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = [.. keys];
        _filter = new NameFilter(Keys);
    }

    /// <summary>The names of the features to drop.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        _filter.Copy(x, output, listed: false);
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
