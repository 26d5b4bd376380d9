using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The recall: the share of a class's examples that were recognised, for the positive class. 0 where there is nothing to divide by.</summary>
[Component("Recall")]
public sealed class Recall : BinaryMetric
{
    /// <inheritdoc/>
    public override string Name => "Recall";

    /// <inheritdoc/>
    public override double Value => Score(ClassScores.Recall);
}
