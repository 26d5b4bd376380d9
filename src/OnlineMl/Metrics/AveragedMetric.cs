namespace OnlineMl.Metrics;

/// <summary>A score of each class, averaged over the classes.</summary>
public abstract class AveragedMetric : ConfusionMatrixMetric
{
    private readonly Averaging _averaging;
    private readonly ClassScore _score;
    private readonly double _parameter;

    private protected AveragedMetric(Averaging averaging, ClassScore score, double parameter = 0)
    {
        _averaging = averaging;
        _score = score;
        _parameter = parameter;
    }

    /// <inheritdoc/>
    public sealed override string Name => GetType().Name;

    /// <inheritdoc/>
    public sealed override double Value => _averaging switch
    {
        Averaging.Macro => Matrix.Macro(_score, _parameter),
        Averaging.Micro => Matrix.Micro(_score, _parameter),
        Averaging.Weighted => Matrix.Weighted(_score, _parameter),
    };
}
