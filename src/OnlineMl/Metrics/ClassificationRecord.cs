namespace OnlineMl.Metrics;

/// <summary>One prediction that a window remembers.</summary>
internal sealed class ClassificationRecord
{
    public long Ticks { get; set; }

    public Label YTrue { get; set; }

    public Label YPred { get; set; }

    public double Weight { get; set; }

    public bool HasProbabilities { get; set; }

    public Probabilities Probabilities { get; } = new();

    public void Update(IClassificationMetric metric)
    {
        if (HasProbabilities)
        {
            metric.Update(YTrue, Probabilities, Weight);
        }
        else
        {
            metric.Update(YTrue, YPred, Weight);
        }
    }

    public void Revert(IRevertibleClassificationMetric metric)
    {
        if (HasProbabilities)
        {
            metric.Revert(YTrue, Probabilities, Weight);
        }
        else
        {
            metric.Revert(YTrue, YPred, Weight);
        }
    }
}
