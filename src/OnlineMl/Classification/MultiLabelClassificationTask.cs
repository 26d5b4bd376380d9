using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Classification;

/// <summary>The task of predicting several classes.</summary>
internal sealed class MultiLabelClassificationTask()
    : OutputsTask<IMultiLabelClassifier, MultiLabelClassifierPipeline>("multi-label classification", ClassificationTask.Multiclass)
{
    public static readonly MultiLabelClassificationTask Instance = new();

    public override TargetType TargetType => TargetType.Class;

    public override MultiLabelClassifierPipeline MakePipeline(
        ReadOnlySpan<ITransformer> transformers, IMultiLabelClassifier model, bool learnDuringPredict) => new(transformers, model, learnDuringPredict);

    private protected override void Predict(IMultiLabelClassifier model, FeatureVector x, NamedPredictions predictions) => model.Predict(x, predictions);

    private protected override void Learn(IMultiLabelClassifier model, FeatureVector x, NamedTargets y, double weight) => model.Learn(x, y, weight);
}
