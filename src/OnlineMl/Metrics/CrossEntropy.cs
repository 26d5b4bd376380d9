using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
/// <remarks>Probabilities are kept 1e-15 away from 0 and 1. A class that the model does not list yet counts as predicted without loss, which is
/// where this differs from <see cref="LogLoss"/>.</remarks>
[Component("CrossEntropy")]
public sealed class CrossEntropy : IRevertibleClassificationMetric
{
    private const double Least = 1e-15;

    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "CrossEntropy";

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

    private static double CertainLoss(Label yTrue, Label yPred) => -Math.Log(yTrue == yPred ? 1 - Least : Least);

    private static bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss)
    {
        var probability = yPred[yTrue];
        loss = probability == 0 && !yPred.Contains(yTrue) ? 0 : -Math.Log(Math.Clamp(probability, Least, 1 - Least));
        return yPred.Count > 0;
    }
}
