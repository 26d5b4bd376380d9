using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
public abstract class LogarithmicLossMetric : IRevertibleClassificationMetric
{
    private protected const double Least = 1e-15;

    private LossMean _mean;

    private protected LogarithmicLossMetric()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public bool RequiresLabels => false;

    /// <inheritdoc/>
    public void Update(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss))
        {
            _mean.Update(loss, weight);
        }
    }

    /// <inheritdoc/>
    public void Update(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            _mean.Update(CertainLoss(yTrue, yPred), weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Probabilities yPred, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        if (TryGetLoss(yTrue, yPred, out var loss))
        {
            _mean.Revert(loss, weight);
        }
    }

    /// <inheritdoc/>
    public void Revert(Label yTrue, Label yPred, double weight = 1)
    {
        if (!yPred.IsNone)
        {
            _mean.Revert(CertainLoss(yTrue, yPred), weight);
        }
    }

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    /// <summary>The loss of a class that was predicted with certainty.</summary>
    private protected abstract double CertainLoss(Label yTrue, Label yPred);

    /// <summary>The loss of a prediction; false when it lists no class.</summary>
    private protected abstract bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss);
}
