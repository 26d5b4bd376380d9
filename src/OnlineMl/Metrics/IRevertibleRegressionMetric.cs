namespace OnlineMl.Metrics;

/// <summary>A metric of numbers that can forget a prediction, so that it can run over a window.</summary>
public interface IRevertibleRegressionMetric : IRegressionMetric
{
    /// <summary>Takes back a prediction that was taken in before with the same arguments.</summary>
    void Revert(double yTrue, double yPred, double weight = 1);
}
