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
            var negatives = TotalWeight - Positives;
            var sensitivity = ClassScores.Ratio(TruePositives, Positives);
            var specificity = ClassScores.Ratio(negatives - PredictedPositives + TruePositives, negatives);
            return ClassScores.Ratio(
                Math.Sqrt(sensitivity * (1 - specificity)) + specificity - 1, sensitivity + specificity - 1);
        }
    }
}
