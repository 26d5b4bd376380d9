namespace OnlineMl.Metrics;

/// <summary>A metric that sets one class against all others, read off a <see cref="ConfusionMatrix"/>.</summary>
public abstract class BinaryMetric : ConfusionMatrixMetric
{
    /// <summary>The class that counts as positive; where it is true, so does the number 1. Default true.</summary>
    public Label PosVal { get; init; } = true;

    /// <summary>The weight of all predictions.</summary>
    protected double TotalWeight => Matrix.TotalWeight;

    /// <summary>The weight of the positives that were predicted as such, of all positives, and of what was predicted positive.</summary>
    protected (double TruePositives, double Positives, double PredictedPositives) Counts
    {
        get
        {
            var index = Matrix.IndexOf(PosVal);
            return Matrix.OfClass(index < 0 && PosVal.Kind == LabelKind.Boolean ? Matrix.IndexOf(PosVal.Number) : index);
        }
    }

    internal double Score(ClassScore score, double parameter = 0)
    {
        var (right, actual, predicted) = Counts;
        return score(right, actual, predicted, parameter);
    }
}
