using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The area under the curve of precision over recall of the last predictions. 0 while they are all of one class.</summary>
/// <remarks>The precision is made to never fall as the threshold rises, and joined by straight lines. Reading the value sorts the window.</remarks>
[Component("RollingPRAUC")]
public sealed class RollingPrAuc : RollingScoreMetric
{
    /// <inheritdoc/>
    public override string Name => "RollingPRAUC";

    private protected override double Area(ScoreWindow window)
    {
        double right = window.Positives, wrong = window.Negatives, lastRight = right, area = 0;
        var last = right / (right + wrong);
        foreach (var (positives, negatives) in window.Descending().Reverse())
        {
            var precision = Math.Max(last, right / (right + wrong));
            area += (lastRight - right) * (precision + last) / 2;
            last = precision;
            lastRight = right;
            right -= positives;
            wrong -= negatives;
        }

        return (area + (lastRight - right) * (1 + last) / 2) / window.Positives;
    }
}
