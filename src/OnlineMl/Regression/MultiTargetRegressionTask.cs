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

    public override void Predict(IMultiTargetRegressor model, FeatureVector x, Prediction prediction)
    {
        prediction.Clear();
        model.Predict(x, prediction.Outputs);
        prediction.SetOutputs(this);
    }

    public override void Learn(IMultiTargetRegressor model, FeatureVector x, in Target y, double weight)
    {
        var fitting = OutputsOf(Fit(in y));
        if (Require.Example(x, weight))
        {
            model.Learn(x, fitting, weight);
        }
    }

    public override MultiTargetRegressorPipeline MakePipeline(
        ReadOnlySpan<ITransformer> transformers, IMultiTargetRegressor model, bool learnDuringPredict) => new(transformers, model, learnDuringPredict);
}
