using OnlineMl.Catalog;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Keeps a transformer of its own for each value of some features.</summary>
/// <remarks>Learn and Transform cost what the transformer costs; memory grows with the combinations of values ever seen.
/// <example><code>
/// var scaler = new Grouper(new StandardScaler(), ["country"]);
/// </code></example></remarks>
[Component("Grouper")]
public sealed class Grouper : ITransformer
{
    private readonly Groups<ITransformer> _groups;

    /// <summary>A transformer for each group.</summary>
    /// <param name="transformer">The transformer, which is not changed: each group has a fresh copy.</param>
    /// <param name="by">The features whose values make the groups.</param>
    public Grouper(ITransformer transformer, IReadOnlyList<string> by)
    {
        Transformer = Require.Given(transformer);
        By = Require.Given(by);
        _groups = new Groups<ITransformer>(by, () => Untrained.CopyOf(transformer));
    }

    /// <summary>The transformer that each group has a copy of.</summary>
    public ITransformer Transformer { get; }

    /// <summary>The features whose values make the groups.</summary>
    public IReadOnlyList<string> By { get; }

    /// <inheritdoc/>
    public bool KeepsFeatures => Transformer.KeepsFeatures;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        var known = _groups.Count;
        x.AdmitStrangers();
        try
        {
            _groups.TryGetOrAdd(x)?.Learn(x);
        }
        catch
        {
            _groups.Shrink(known);
            x.TakeBack(names);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output) => (_groups.Find(x) ?? Transformer).Transform(x, output);

    void IStateful.Describe(StateArchive state) => state.Child("groups", _groups);
}
