using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>The share of right predictions. 0 before there is one.</summary>
/// <example><code>
/// var accuracy = new Accuracy();
/// accuracy.Update(yTrue: "cat", yPred: "cat");
/// accuracy.Update(yTrue: "dog", yPred: "cat");
///
/// Console.WriteLine(accuracy.Value); // 0.5
/// </code></example>
[Component("Accuracy")]
public sealed class Accuracy : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "Accuracy";

    /// <inheritdoc/>
    public override double Value => ClassScores.Ratio(Matrix.TotalTruePositives, Matrix.TotalWeight);
}
