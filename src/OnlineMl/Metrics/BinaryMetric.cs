namespace OnlineMl.Metrics;

/// <summary>A metric that sets one class against all others, read off a <see cref="ConfusionMatrix"/>.</summary>
public abstract class BinaryMetric : ConfusionMatrixMetric
{
    /// <summary>The class that counts as positive; where it is true, so does the number 1. Default true.</summary>
    public Label PosVal { get; init; } = true;

    /// <summary>The weight of the positives that were predicted as such.</summary>
    protected double TruePositives
    {
        get
        {
            var positive = Positive;
            return Matrix.Cell(positive, positive);
        }
    }

    /// <summary>The weight of the positives.</summary>
    protected double Positives => Matrix.Actual(Positive);

    /// <summary>The weight of what was predicted positive.</summary>
    protected double PredictedPositives => Matrix.Predicted(Positive);

    /// <summary>The weight of all predictions.</summary>
    protected double TotalWeight => Matrix.TotalWeight;

    internal double Score(ClassScore score, double parameter = 0) =>
        score(TruePositives, Positives, PredictedPositives, parameter);

    private int Positive
    {
        get
        {
            var index = Matrix.IndexOf(PosVal);
            return index < 0 && PosVal.Kind == LabelKind.Boolean ? Matrix.IndexOf(PosVal.Number) : index;
        }
    }
}
