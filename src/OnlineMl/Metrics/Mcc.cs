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

            var actual = Positives / total;
            var predicted = PredictedPositives / total;
            var spread = Math.Sqrt(predicted * actual * (1 - actual) * (1 - predicted));
            return ClassScores.Ratio(TruePositives / total - actual * predicted, spread);
        }
    }
}
