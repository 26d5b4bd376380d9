using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their Jaccard index: right predictions of a class over its examples and predictions together.</summary>
[Component("MacroJaccard")]
public sealed class MacroJaccard : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MacroJaccard";

    /// <inheritdoc/>
    public override double Value => Matrix.Macro(ClassScores.Jaccard);
}
