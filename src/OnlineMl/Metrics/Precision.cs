using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The precision: the share of a class's predictions that are right, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Precision")]
public sealed class Precision : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "Precision";

    /// <inheritdoc/>
    public override double Value => Score(ClassScores.Precision);
}
