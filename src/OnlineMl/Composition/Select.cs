using OnlineMl.Catalog;

namespace OnlineMl.Composition;

/// <summary>Lets only the listed features through.</summary>
/// <remarks>Transform costs O(features present).
/// <example><code>
/// var model = new Select("age", "income") | new StandardScaler();
/// </code></example></remarks>
[Component("Select")]
public sealed class Select : FeatureFilter
{
    /// <summary>A filter that keeps features.</summary>
    /// <param name="keys">The names of the features to keep.</param>
    public Select(params IReadOnlyList<string> keys)
        : base(keys, passesListed: true)
    {
    }
}
