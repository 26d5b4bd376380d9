namespace OnlineMl.Metrics;

/// <summary>A metric of classes that can forget a prediction, so that it can run over a window.</summary>
public interface IRevertibleClassificationMetric : IClassificationMetric
{
    /// <summary>Takes back a prediction that was taken in before with the same arguments.</summary>
    void Revert(Label yTrue, Label yPred, double weight = 1);

    /// <summary>Takes back a prediction that was taken in before with the same arguments.</summary>
    void Revert(Label yTrue, Probabilities yPred, double weight = 1);
}
