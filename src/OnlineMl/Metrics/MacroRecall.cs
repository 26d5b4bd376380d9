using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The mean over the classes of their recall: the share of a class's examples that were recognised.</summary>
[Component("MacroRecall")]
public sealed class MacroRecall : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "MacroRecall";

    /// <inheritdoc/>
    public override double Value => Matrix.Macro(ClassScores.Recall);
}
