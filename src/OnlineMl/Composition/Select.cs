using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Lets only the listed features through.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var model = new Select("age", "income") | new StandardScaler();
/// </code></example></remarks>
[Component("Select")]
public sealed class Select : IStateless
{
    private readonly NameFilter _filter;

    /// <summary>A filter that keeps features.</summary>
    /// <param name="keys">The names of the features to keep.</param>
    public Select(params IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Keys = [.. keys];
        _filter = new NameFilter(Keys);
    }

    /// <summary>The names of the features to keep.</summary>
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
        _filter.Copy(x, output, listed: true);
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
