using OnlineMl.Features;

namespace OnlineMl.Serving;

/// <content>What predictions were worth.</content>
internal sealed partial class ServedModel
{
    // Needs no target, and the centres as they were when the cluster was chosen.
    private void MeasureCluster(FeatureVector x)
    {
        if (Metrics.Count > 0 && !_prediction.IsEmpty && Model.Centers is { } centers)
        {
            Metrics.Update(x, _prediction.Cluster, centers);
        }
    }

    private void Measure(Target truth)
    {
        if (_isUnmeasured || _prediction.IsEmpty || Metrics.Count == 0)
        {
            return;
        }

        switch (Model.Task)
        {
            case ModelTask.Regression:
                Metrics.Update(truth.Number, _prediction.Number);
                break;
            case ModelTask.Classification or ModelTask.BinaryClassification when !truth.Label.IsNone:
                Metrics.Update(truth.Label, _prediction.Label, _prediction.Probabilities);
                break;
        }
    }
}
