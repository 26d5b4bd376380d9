using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers in a row, itself a transformer.</summary>
public sealed class TransformerPipeline : Pipeline, ISupervisedTransformer, ICompositeTransformer
{
    private readonly FeatureMap _map = new();

    internal TransformerPipeline(ReadOnlySpan<ITransformer> transformers, bool learnDuringPredict)
        : base(transformers, null, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public bool KeepsFeatures => Chain.KeepsFeatures;

    bool ICompositeTransformer.LearnsTarget => Chain.IsSupervised;

    internal TransformerChain Inner => Chain;

    /// <inheritdoc/>
    public void Learn(FeatureVector x) => LearnWhole(x, null, 1);

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Target y, double weight = 1)
    {
        if (Require.Target(in y, weight))
        {
            LearnWhole(x, y, weight);
        }
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(output);
        Append(x, output, LearnDuringPredict ? Learning.Everything : Learning.Nothing);
    }

    void ICompositeTransformer.HashOutput(int hashBits) => Chain.HashOutput(hashBits);

    void ICompositeTransformer.LearnBefore(FeatureVector x)
    {
        if (!Chain.IsSupervised)
        {
            Chain.Learn(x, null, 1, !LearnDuringPredict);
        }
    }

    void ICompositeTransformer.LearnAfter(FeatureVector x, Target y, double weight, bool learnUnsupervised)
    {
        if (Chain.IsSupervised)
        {
            Chain.Learn(x, y, weight, learnUnsupervised);
        }
    }

    void ICompositeTransformer.Transform(FeatureVector x, FeatureVector output, Learning learning) =>
        Append(x, output, learning == Learning.Nothing ? Learning.Nothing : Learning.Everything);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new TransformerPipeline(transformers, LearnDuringPredict);

    private void LearnWhole(FeatureVector x, Target? y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        var names = x.Space.Mark();
        Chain.Mark();
        try
        {
            Chain.Learn(x, y, weight, !LearnDuringPredict);
        }
        catch
        {
            Chain.TakeBack();
            x.TakeBack(names);
            throw;
        }

        Chain.Release();
    }

    private void Append(FeatureVector x, FeatureVector output, Learning learning) => _map.Append(Chain.Transform(x, learning), output);
}
