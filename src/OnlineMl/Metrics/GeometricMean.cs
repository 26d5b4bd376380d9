using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Metrics;

/// <summary>The geometric mean of the recalls of all classes: 0 as soon as one class is never recognised.</summary>
/// <remarks>Barandela, Sánchez, García and Rangel, Pattern Recognition 36 (2003).</remarks>
[Component("GeometricMean")]
public sealed class GeometricMean : ConfusionMatrixMetric
{
    /// <inheritdoc/>
    public override string Name => "GeometricMean";

    /// <inheritdoc/>
    public override double Value =>
        Matrix.SampleCount == 0 ? 0 : Elementary.Exp(Matrix.Macro(static (right, actual, _, _) => Elementary.Log(ClassScores.Ratio(right, actual))));
}
