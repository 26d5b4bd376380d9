using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>How far the agreement of prediction and truth exceeds that of chance. 0 where chance explains all.</summary>
/// <remarks>Cohen, Educational and Psychological Measurement 20 (1960).</remarks>
[Component("CohenKappa")]
public sealed class CohenKappa : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "CohenKappa";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var total = Matrix.TotalWeight;
            if (total == 0)
            {
                return 0;
            }

            var totals = Matrix.Totals();
            var expected = 0.0;
            for (var i = 0; i < totals.Count; i++)
            {
                expected += totals.Actual[i] / total * (totals.Predicted[i] / total);
            }

            return ClassScores.Ratio(Matrix.TotalTruePositives / total - expected, 1 - expected);
        }
    }
}
