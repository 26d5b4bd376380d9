using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Metrics;

/// <summary>The mean absolute error, in units of the target. 0 before there is a prediction.</summary>
/// <example><code>
/// var error = new Mae();
/// error.Update(yTrue: 3, yPred: 2.5);
/// error.Update(yTrue: -0.5, yPred: 1);
///
/// Console.WriteLine(error.Value); // 1
/// </code></example>
[Component("MAE")]
public sealed class Mae : IRevertibleRegressionMetric
{
    private LossMean _mean;

    /// <inheritdoc/>
    public string Name => "MAE";

    /// <inheritdoc/>
    public double Value => _mean.Value;

    /// <inheritdoc/>
    public bool BiggerIsBetter => false;

    /// <inheritdoc/>
    public void Update(double yTrue, double yPred, double weight = 1) => _mean.Update(Loss(yTrue, yPred), weight);

    /// <inheritdoc/>
    public void Revert(double yTrue, double yPred, double weight = 1) => _mean.Revert(Loss(yTrue, yPred), weight);

    void IStateful.Describe(StateArchive state) => _mean.Describe(state);

    private static double Loss(double yTrue, double yPred) => Math.Abs(yTrue - yPred);
}
