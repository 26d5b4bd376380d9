namespace OnlineMl.Metrics;

/// <summary>A metric of predicted classes or of their probabilities.</summary>
public interface IClassificationMetric : IMetric
{
    /// <summary>Whether only the predicted class counts. If so, the most probable one is taken from probabilities; if not,
    /// a class given alone counts as certain.</summary>
    bool RequiresLabels { get; }

    /// <summary>Takes in one prediction. Nothing happens when there is no predicted class.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="yPred">The predicted class.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    void Update(Label yTrue, Label yPred, double weight = 1);

    /// <summary>Takes in one prediction. Nothing happens when the probabilities are empty.</summary>
    /// <param name="yTrue">The class.</param>
    /// <param name="yPred">The predicted probabilities.</param>
    /// <param name="weight">How much it counts; at least 0.</param>
    void Update(Label yTrue, Probabilities yPred, double weight = 1);
}
