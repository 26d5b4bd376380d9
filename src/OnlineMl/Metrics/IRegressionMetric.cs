namespace OnlineMl.Metrics;

/// <summary>A metric of predicted numbers.</summary>
public interface IRegressionMetric : IMetric
{
    /// <summary>Takes in one prediction.</summary>
    /// <param name="yTrue">The target.</param>
    /// <param name="yPred">The prediction.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    void Update(double yTrue, double yPred, double weight = 1);
}
