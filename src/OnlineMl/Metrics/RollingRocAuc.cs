using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The exact area under the ROC curve of the last predictions. 0 while they are all of one class.</summary>
/// <remarks>Reading the value sorts the window; an update costs nothing to speak of.</remarks>
[Component("RollingROCAUC")]
public sealed class RollingRocAuc : RollingScoreMetric
{
    /// <inheritdoc/>
    public override string Name => "RollingROCAUC";

    private protected override double Area(ScoreWindow window)
    {
        var pairs = 0.0;
        var above = 0.0;
        foreach (var (positives, negatives) in window.Descending())
        {
            pairs += negatives * (above + positives / 2.0);
            above += positives;
        }

        return pairs / ((double)window.Positives * window.Negatives);
    }
}
