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

    public override void Predict(IMultiLabelClassifier model, FeatureVector x, Prediction prediction)
    {
        prediction.Clear();
        model.Predict(x, prediction.Outputs);
        prediction.SetOutputs(this);
    }

    public override void Learn(IMultiLabelClassifier model, FeatureVector x, in Target y, double weight)
    {
        var fitting = OutputsOf(Fit(in y));
        if (Require.Example(x, weight))
        {
            model.Learn(x, fitting, weight);
        }
    }

    public override MultiLabelClassifierPipeline MakePipeline(
        ReadOnlySpan<ITransformer> transformers, IMultiLabelClassifier model, bool learnDuringPredict) => new(transformers, model, learnDuringPredict);
}
