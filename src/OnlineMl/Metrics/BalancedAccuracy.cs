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
            var sum = 0.0;
            var count = 0;
            for (var i = 0; i < Matrix.Size; i++)
            {
                var actual = Matrix.Actual(i);
                if (actual > 0)
                {
                    sum += Matrix.Cell(i, i) / actual;
                    count++;
                }
            }

            return count == 0 ? 0 : sum / count;
        }
    }
}
