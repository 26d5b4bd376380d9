using OnlineMl.Catalog;

namespace OnlineMl.Composition;

/// <summary>Lets all features through but the listed ones.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var model = new Discard("id", "timestamp") | new StandardScaler();
/// </code></example></remarks>
[Component("Discard")]
public sealed class Discard : FeatureFilter
{
    /// <summary>A filter that drops features.</summary>
    /// <param name="keys">The names of the features to drop.</param>
    public Discard(params IReadOnlyList<string> keys)
        : base(keys, passesListed: false)
    {
    }
}
