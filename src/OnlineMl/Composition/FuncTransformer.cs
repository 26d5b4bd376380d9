using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transforms with a function of the caller's.</summary>
/// <remarks>The function must be deterministic and give the same features for the same example. It cannot be part of a model spec,
/// because a spec carries no code.
/// <example><code>
/// var ratio = new FuncTransformer((x, output) =>
/// {
///     var values = x.ToDictionary(feature => feature.Name, feature => feature.Number);
///     output.Add("ratio", values["a"] / values["b"]);
/// });
/// </code></example></remarks>
public sealed class FuncTransformer : IStateless
{
    private readonly Action<FeatureVector, FeatureVector> _function;

    /// <summary>Transforms with a function.</summary>
    /// <param name="function">Reads the features of its first argument and writes new ones to its second.</param>
    public FuncTransformer(Action<FeatureVector, FeatureVector> function) => _function = Require.Given(function, nameof(function));

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output) => _function(x, output);

    void IStateful.Describe(StateArchive state)
    {
    }
}
