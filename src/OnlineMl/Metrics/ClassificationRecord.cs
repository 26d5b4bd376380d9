namespace OnlineMl.Metrics;

/// <summary>One prediction that a window remembers.</summary>
internal sealed class ClassificationRecord
{
    // As many of these as a window can have add up exactly.
    private const double LargestWhole = 1 << 22;

    private Probabilities? _probabilities;

    public long Ticks { get; private set; }

    public Label YTrue { get; private set; }

    public Label YPred { get; private set; }

    public double Weight { get; private set; }

    public bool HasProbabilities { get; private set; }

    public Probabilities Probabilities => _probabilities ??= new Probabilities();

    /// <summary>Whether the weight can be added and taken back without rounding.</summary>
    public bool IsWhole => Weight <= LargestWhole && Weight == Math.Floor(Weight);

    public void Set(Label yTrue, Label yPred, Probabilities? probabilities, double weight, long ticks)
    {
        YTrue = yTrue;
        YPred = yPred;
        Weight = weight;
        Ticks = ticks;
        HasProbabilities = probabilities is not null;
        if (probabilities is not null)
        {
            Probabilities.CopyFrom(probabilities);
        }
    }

    public void Reverse()
    {
        YTrue = YTrue.Opposite;
        YPred = YPred.Opposite;
        if (HasProbabilities)
        {
            Probabilities.Reverse();
        }
    }

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
