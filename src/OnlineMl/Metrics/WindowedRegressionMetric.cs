using OnlineMl.Statistics;

namespace OnlineMl.Metrics;

/// <summary>A metric of numbers over the predictions in a window.</summary>
public abstract class WindowedRegressionMetric : WindowedNumbers<IRevertibleRegressionMetric>, IRegressionMetric
{
    private protected WindowedRegressionMetric(IRevertibleRegressionMetric obj, int size, TimeSpan period)
        : base(obj, columns: 3, size, period)
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public double Value => Obj.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => Obj.BiggerIsBetter;

    private protected override ReadOnlySpan<string> Columns => new string[] { "targets", "predictions", "weights" };

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1)
    {
        Require.Finite(yTrue, nameof(yTrue));
        if (Require.Weight(weight))
        {
            Take(yTrue, yPred, weight);
        }
    }

    private protected override void Feed(ReadOnlySpan<double> row) => Obj.Update(row[0], row[1], row[2]);

    private protected override void Revert(ReadOnlySpan<double> row) => Obj.Revert(row[0], row[1], row[2]);

    private protected override bool IsPossible(ReadOnlySpan<double> row) => double.IsFinite(row[0]) && double.IsFinite(row[2]) && row[2] > 0;
}
