namespace OnlineMl.Metrics;

/// <summary>The scores of one class that the averaging metrics average. All are 0 where they would divide by 0.</summary>
internal static class ClassScores
{
    public static readonly ClassScore Precision = static (right, _, predicted, _) => Ratio(right, predicted);

    public static readonly ClassScore Recall = static (right, actual, _, _) => Ratio(right, actual);

    public static readonly ClassScore Jaccard = static (right, actual, predicted, _) => Ratio(right, actual + predicted - right);

    /// <summary>The harmonic mean in which recall counts beta² times as much as precision.</summary>
    public static readonly ClassScore FBeta = static (right, actual, predicted, beta) =>
        Ratio((1 + beta * beta) * right, beta * beta * actual + predicted);

    public static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
