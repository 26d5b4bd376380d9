using OnlineMl.Clustering;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a clusterer behind them.</summary>
public sealed class ClustererPipeline : ModelPipeline<IClusterer>, IClusterer
{
    internal ClustererPipeline(ReadOnlySpan<ITransformer> transformers, IClusterer model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict) =>
        Centers = CentersOf(model) is { } centers ? new TransformedCenters(Chain, centers) : null;

    /// <summary>The centres of the clusterer. Distances from them are those of the features that the transformers make of an
    /// example. Null when the clusterer has none.</summary>
    public IClusterCenters? Centers { get; }

    /// <inheritdoc/>
    public int? Predict(FeatureVector x) => Model.Predict(Seen(x));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1)
    {
        LearnWhole(x, null, weight);
    }

    /// <summary>The centres that a clusterer has, or that the clusterer at the end of a pipeline has.</summary>
    internal static IClusterCenters? CentersOf(object clusterer) => clusterer as IClusterCenters ?? (clusterer as ClustererPipeline)?.Centers;

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Learn(transformed, weight);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new ClustererPipeline(transformers, (IClusterer)last!, LearnDuringPredict);

    private sealed class TransformedCenters(TransformerChain chain, IClusterCenters inner) : IClusterCenters
    {
        public int ClusterCount => inner.ClusterCount;

        public void MeasureDistances(FeatureVector x, Span<double> distances) => inner.MeasureDistances(chain.Transform(x, Learning.Nothing), distances);
    }
}
