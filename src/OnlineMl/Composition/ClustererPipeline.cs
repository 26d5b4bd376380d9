using OnlineMl.Clustering;
using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers with a clusterer behind them.</summary>
public sealed class ClustererPipeline : Pipeline, IClusterer
{
    private readonly IClusterer _model;

    internal ClustererPipeline(ReadOnlySpan<ITransformer> transformers, IClusterer model, bool learnDuringPredict)
        : base(transformers, Require.Given(model, nameof(model)), learnDuringPredict)
    {
        _model = model;
        Centers = CentersOf(model) is { } centers ? new TransformedCenters(Chain, centers) : null;
    }

    /// <summary>The centres of the clusterer. Distances from them are those of the features that the transformers make of an
    /// example. Null when the clusterer has none.</summary>
    public IClusterCenters? Centers { get; }

    /// <inheritdoc/>
    public int? Predict(FeatureVector x) => _model.Predict(Chain.Transform(x, WhilePredicting));

    /// <inheritdoc/>
    public void Learn(FeatureVector x, double weight = 1) => _model.Learn(Chain.Learn(x, null, weight, !LearnDuringPredict), weight);

    /// <summary>The centres that a clusterer has, or that the clusterer at the end of a pipeline has.</summary>
    internal static IClusterCenters? CentersOf(object clusterer) => clusterer as IClusterCenters ?? (clusterer as ClustererPipeline)?.Centers;

    private sealed class TransformedCenters(TransformerChain chain, IClusterCenters inner) : IClusterCenters
    {
        public int ClusterCount => inner.ClusterCount;

        public void MeasureDistances(FeatureVector x, Span<double> distances) => inner.MeasureDistances(chain.Transform(x, Learning.Nothing), distances);
    }
}
