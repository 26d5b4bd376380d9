using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>The mean of minus the logarithm of the probability given to the class that came true. 0 before there is a prediction.</summary>
/// <remarks>Probabilities are kept 1e-15 away from 0 and 1; a class that is not listed has probability 0.</remarks>
[Component("LogLoss")]
public sealed class LogLoss : LogarithmicLossMetric
{
    /// <inheritdoc/>
    public override string Name => "LogLoss";

    private protected override double CertainLoss(Label yTrue, Label yPred) =>
        -Elementary.Log(yTrue == yPred ? 1 - Least : yTrue.IsPositive ? Least : 1 - (1 - Least));

    private protected override bool TryGetLoss(Label yTrue, Probabilities yPred, out double loss)
    {
        var labels = yPred.Labels;
        if (yTrue.IsTruth && labels.Length == 2 && labels[0].IsTruth && !labels[0].IsPositive && labels[1].IsTruth && labels[1].IsPositive)
        {
            // Which of two it is cannot be foreseen, so nothing here branches on it: 0 and 1 select by multiplication exactly.
            var positive = Math.Clamp(yPred.Values[1], Least, 1 - Least);
            var truth = (double)yTrue.Number;
            loss = -Elementary.Log((truth * positive) + ((1 - truth) * (1 - positive)));
            return true;
        }

        // False and 0 are measured by the probability of the positive class, clamped as river clamps it.
        loss = yTrue.HasNumber && !yTrue.IsPositive && TryGetPositive(yPred, out var probability)
            ? -Elementary.Log(1 - Math.Clamp(probability, Least, 1 - Least))
            : -Elementary.Log(Math.Clamp(yPred[yTrue], Least, 1 - Least));
        return yPred.Count > 0;
    }

    private static bool TryGetPositive(Probabilities yPred, out double probability)
    {
        var labels = yPred.Labels;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i].IsPositive)
            {
                probability = yPred.Values[i];
                return true;
            }
        }

        probability = 0;
        return false;
    }
}
