using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>Matthews' correlation of prediction and truth for the positive class. 0 where there is nothing to divide by.</summary>
[Component("MCC")]
public sealed class Mcc : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "MCC";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var total = TotalWeight;
            if (total == 0)
            {
                return 0;
            }

            var (right, positives, predictedPositives) = Counts;
            var actual = positives / total;
            var predicted = predictedPositives / total;

            // Sums of weights may exceed their total by rounding.
            var spread = Math.Sqrt(predicted * actual * Math.Max(0, 1 - actual) * Math.Max(0, 1 - predicted));
            return Math.Clamp(ClassScores.Ratio(right / total - actual * predicted, spread), -1, 1);
        }
    }
}
