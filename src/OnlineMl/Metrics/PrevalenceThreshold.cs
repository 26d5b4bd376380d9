using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The prevalence below which a positive prediction quickly loses its worth. 0 where there is nothing to divide by.</summary>
/// <remarks>Balayla, PLOS ONE 15 (2020).</remarks>
[Component("PrevalenceThreshold")]
public sealed class PrevalenceThreshold : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "PrevalenceThreshold";

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            var (right, positives, predicted) = Counts;
            var found = Math.Sqrt(ClassScores.Ratio(right, positives));
            var alarmed = Math.Sqrt(Math.Max(0, ClassScores.Ratio(predicted - right, TotalWeight - positives)));
            return ClassScores.Ratio(alarmed, found + alarmed);
        }
    }
}
