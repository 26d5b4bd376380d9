namespace OnlineMl.Metrics;

/// <summary>A score of the positive class, which has the name of its class.</summary>
public abstract class BinaryScore : BinaryMetric
{
    private readonly ClassScore _score;

    private protected BinaryScore(ClassScore score, double parameter = 0)
    {
        _score = score;
        Parameter = parameter;
    }

    /// <inheritdoc/>
    public sealed override string Name => GetType().Name;

    /// <inheritdoc/>
    public sealed override double Value
    {
        get
        {
            var (right, actual, predicted) = Counts;
            return _score(right, actual, predicted, Parameter);
        }
    }

    /// <summary>What else the score depends on.</summary>
    private protected double Parameter { get; }
}
