namespace OnlineMl.Metrics;

/// <summary>A metric that sets one class against all others, read off a <see cref="ConfusionMatrix"/>.</summary>
public abstract class BinaryMetric : ConfusionMatrixMetric
{
    /// <summary>The class that counts as positive; true is the positive one of a model of two classes, whatever it is called. Default true.</summary>
    public Label PosVal { get; init; } = true;

    /// <summary>The weight of all predictions.</summary>
    protected double TotalWeight => Matrix.TotalWeight;

    /// <summary>The weight of the positives that were predicted as such, of all positives, and of what was predicted positive.</summary>
    protected (double TruePositives, double Positives, double PredictedPositives) Counts => Matrix.OfClass(PosVal);
}
