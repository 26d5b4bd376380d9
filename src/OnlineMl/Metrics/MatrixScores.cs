namespace OnlineMl.Metrics;

/// <summary>Scores of all classes of a confusion matrix, brought to one figure.</summary>
internal static class MatrixScores
{
    /// <summary>The mean of a score over the classes that occur; 0 when there is none.</summary>
    public static double Macro(this ConfusionMatrix matrix, ClassScore score, double parameter = 0)
    {
        var totals = matrix.Totals();
        var sum = 0.0;
        var count = 0;
        for (var i = 0; i < totals.Count; i++)
        {
            if (totals.Occurs(i))
            {
                sum += totals.Score(i, score, parameter);
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The mean of a score over the classes, weighted by their support; 0 when there is none.</summary>
    public static double Weighted(this ConfusionMatrix matrix, ClassScore score, double parameter = 0)
    {
        var totals = matrix.Totals();
        var sum = 0.0;
        for (var i = 0; i < totals.Count; i++)
        {
            sum += totals.Actual[i] * totals.Score(i, score, parameter);
        }

        return matrix.TotalWeight == 0 ? 0 : sum / matrix.TotalWeight;
    }

    /// <summary>A score of all predictions as if they were of one class.</summary>
    public static double Micro(this ConfusionMatrix matrix, ClassScore score, double parameter = 0) => score(matrix.TotalTruePositives, matrix.TotalWeight, matrix.TotalWeight, parameter);
}
