using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean recall over the classes that have examples. 0 before there is one.</summary>
/// <remarks>Classes that were only predicted have no recall and are left out.</remarks>
[Component("BalancedAccuracy")]
public sealed class BalancedAccuracy : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "BalancedAccuracy";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var totals = Matrix.Totals();
            var sum = 0.0;
            var count = 0;
            for (var i = 0; i < totals.Count; i++)
            {
                if (totals.Actual[i] > 0)
                {
                    sum += totals.Right(i) / totals.Actual[i];
                    count++;
                }
            }

            return count == 0 ? 0 : sum / count;
        }
    }
}
