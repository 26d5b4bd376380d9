using OnlineMl.Features;
using OnlineMl.Regression;

namespace OnlineMl.Recommendation;

/// <summary>A regressor of what users think of items, which can put items into an order for a user. User and item are features of the example.</summary>
public interface IRanker : IRegressor
{
    /// <summary>The feature that names the item.</summary>
    string Item { get; }

    /// <summary>Puts items into the order in which the user of an example is expected to like them, the best first; of equal ones the first stays
    /// first. Changes nothing but <paramref name="items"/>.</summary>
    /// <param name="x">The features without the item.</param>
    /// <param name="items">The items.</param>
    void Rank(FeatureVector x, Span<Label> items);
}
