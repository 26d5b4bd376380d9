using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>Transformers with a detector behind them that watches what they make of the examples.</summary>
public sealed class DataDriftDetectorPipeline : ModelPipeline<IDataDriftDetector>, IDataDriftDetector
{
    internal DataDriftDetectorPipeline(ReadOnlySpan<ITransformer> transformers, IDataDriftDetector model, bool learnDuringPredict)
        : base(transformers, model, learnDuringPredict)
    {
    }

    /// <inheritdoc/>
    public bool DriftDetected => Model.DriftDetected;

    /// <inheritdoc/>
    public void Update(FeatureVector x) => LearnWhole(x, null, 1);

    private protected override void Teach(FeatureVector transformed, in Target y, double weight) => Model.Update(transformed);

    private protected override Pipeline Make(ReadOnlySpan<ITransformer> transformers, IStateful? last) =>
        new DataDriftDetectorPipeline(transformers, (IDataDriftDetector)last!, LearnDuringPredict);
}
