namespace OnlineMl.Metrics;

/// <summary>A metric of scores, the larger the more likely a positive: of anomaly detectors, for instance.</summary>
public interface IScoreMetric : IMetric
{
    /// <summary>Takes in one score.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="score">The score of the positive class.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    void Update(Label yTrue, double score, double weight = 1);
}
