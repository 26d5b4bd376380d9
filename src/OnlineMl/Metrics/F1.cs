using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The harmonic mean of precision and recall of the positive class. 0 where there is nothing to divide by.</summary>
[Component("F1")]
public sealed class F1 : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "F1";

    /// <inheritdoc/>
    public override double Value => Score(ClassScores.FBeta, 1);
}
