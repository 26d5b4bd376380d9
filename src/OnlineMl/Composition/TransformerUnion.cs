using OnlineMl.Catalog;
using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side, with all their features.</summary>
/// <remarks>Where two parts make a feature of the same name, the first part's value is kept. <c>a + b</c> makes a union.
/// Costs what its parts cost and one look-up per feature.
/// <example><code>
/// var features = (new Select("age") | new StandardScaler()) + (new Select("country") | new OneHotEncoder());
/// </code></example></remarks>
[Component("TransformerUnion")]
public sealed class TransformerUnion : TransformerGroup
{
    private readonly FeatureMap[] _maps;

    /// <summary>A union of parts.</summary>
    /// <param name="transformers">The parts, in order.</param>
    public TransformerUnion(params IReadOnlyList<ITransformer> transformers)
        : base(Require.Given(transformers))
    {
        _maps = [.. transformers.Select(_ => new FeatureMap())];
        KeepsFeatures = transformers.All(part => part.KeepsFeatures);
    }

    /// <inheritdoc/>
    public override bool KeepsFeatures { get; }

    private protected override void HashOutput(int hashBits)
    {
        foreach (var part in Parts)
        {
            (part as ICompositeTransformer)?.HashOutput(hashBits);
        }
    }

    internal override void Transform(FeatureVector x, FeatureVector output, Learning learning)
    {
        for (var i = 0; i < _maps.Length; i++)
        {
            _maps[i].Append(OutputOf(i, x, output.Space, learning), output);
        }
    }
}
