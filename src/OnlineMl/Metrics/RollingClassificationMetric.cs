using System.Globalization;
using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>Any metric of classes over the last predictions only.</summary>
/// <remarks>Whatever has left leaves no trace. Memory grows with the window.</remarks>
/// <example><code>
/// var accuracy = new RollingClassificationMetric(new Accuracy(), windowSize: 2);
/// accuracy.Update("cat", "dog");
/// accuracy.Update("cat", "cat");
/// accuracy.Update("dog", "dog");
///
/// Console.WriteLine(accuracy.Value); // 1
/// </code></example>
[Component("Rolling")]
public sealed class RollingClassificationMetric : WindowedClassificationMetric, ISized
{
    // The record of a prediction with the probabilities of two classes.
    private const double BytesPerRecord = 512;

    /// <summary>Makes the metric.</summary>
    /// <param name="obj">The metric to keep over the window; it belongs to this one from then on.</param>
    /// <param name="windowSize">How many predictions count. Range [1, ∞).</param>
    public RollingClassificationMetric(IRevertibleClassificationMetric obj, int windowSize)
        : base(obj, Require.Positive(windowSize), default)
    {
    }

    /// <summary>How many predictions count. Range [1, ∞).</summary>
    public int WindowSize => Size;

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"Rolling({Obj.Name}, {WindowSize})");

    double ISized.EstimateBytes(int classes) => (WindowSize * BytesPerRecord) + ComponentSize.Of(Obj, classes);
}
