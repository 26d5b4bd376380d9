using OnlineMl.Composition;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Regression;

/// <summary>The task of predicting several numbers.</summary>
internal sealed class MultiTargetRegressionTask()
    : OutputsTask<IMultiTargetRegressor, MultiTargetRegressorPipeline>("multi-target regression", RegressionTask.Instance)
{
    public static readonly MultiTargetRegressionTask Instance = new();

    public override TargetType TargetType => TargetType.Number;

    public override MultiTargetRegressorPipeline MakePipeline(
        ReadOnlySpan<ITransformer> transformers, IMultiTargetRegressor model, bool learnDuringPredict) => new(transformers, model, learnDuringPredict);

    private protected override void Predict(IMultiTargetRegressor model, FeatureVector x, NamedPredictions predictions) => model.Predict(x, predictions);

    private protected override void Learn(IMultiTargetRegressor model, FeatureVector x, NamedTargets y, double weight) => model.Learn(x, y, weight);
}
