using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers in a row, itself a transformer.</summary>
public sealed class TransformerPipeline : Pipeline, ISupervisedTransformer
{
    private readonly FeatureMap _map = new();

    internal TransformerPipeline(ReadOnlySpan<ITransformer> transformers, bool learnDuringPredict)
        : base(transformers, null, learnDuringPredict)
    {
    }

    internal TransformerChain Inner => Chain;

    /// <inheritdoc/>
    public bool KeepsFeatures => Chain.KeepsFeatures;

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => Chain.Learn(x, null, 1, !LearnDuringPredict);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y, double weight = 1) => Chain.Learn(x, y, weight, !LearnDuringPredict);

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Transform(x, output, WhilePredicting);
    }

    internal void Transform(FeatureVector x, FeatureVector output, Learning learning) =>
        _map.Append(Chain.Transform(x, learning), output);
}
