using OnlineMl.Features;

namespace OnlineMl.Serving.Fold;

/// <content>What predictions were worth.</content>
internal sealed partial class ModelState
{
    private void Measure(FeatureVector x, in Target truth)
    {
        if (_isUnmeasured || _prediction.IsEmpty)
        {
            return;
        }

        Record.Measure(x, in truth, _prediction);
        if (Metrics.Count > 0)
        {
            if (x.Time is { } time)
            {
                Metrics.SetTime(time);
            }

            Model.Measure(Metrics, x, truth, _prediction);
        }
    }
}
