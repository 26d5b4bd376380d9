using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
/// <remarks>Probabilities are kept 1e-15 away from 0 and 1. A class that the model does not list yet counts as predicted without loss, which is
/// where this differs from <see cref="LogLoss"/>.</remarks>
[Component("CrossEntropy")]
public sealed class CrossEntropy : LogarithmicLossMetric
{
    /// <inheritdoc/>
    public override string Name => "CrossEntropy";

    private protected override double CertainLoss(Label yTrue, Label yPred) => -Elementary.Log(yTrue == yPred ? 1 - Least : Least);

    private protected override bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss)
    {
        var probability = yPred[yTrue];
        loss = probability == 0 && !yPred.Contains(yTrue) ? 0 : -Elementary.Log(Math.Clamp(probability, Least, 1 - Least));
        return yPred.Count > 0;
    }
}
