using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Lets only numbers or only texts through.</summary>
/// <remarks>Truth values are numbers. Transform costs O(features present).
/// <example><code>
/// var model = (new SelectType(FeatureType.Number) | new StandardScaler()) + (new SelectType(FeatureType.Text) | new OneHotEncoder()) | new LogisticRegression();
/// </code></example></remarks>
/// <param name="type">What is let through.</param>
[Component("SelectType")]
public sealed class SelectType(FeatureType type) : IStateless
{
    /// <summary>What is let through.</summary>
    public FeatureType Type { get; } = Require.Defined(type, nameof(type));

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
        for (var position = 0; position < x.Count; position++)
        {
            if (x.IsText(position) == (Type == FeatureType.Text))
            {
                output.AddFrom(x, position);
            }
        }
    }

    void IStateful.Describe(StateArchive state)
    {
    }
}
