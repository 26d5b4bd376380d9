namespace OnlineMl.Metrics;

/// <summary>Which labels stand for the positive class of a metric.</summary>
internal static class PositiveClass
{
    /// <summary>Whether a label is the positive class; where that is a truth value, the number 0 or 1 is the same.</summary>
    public static bool Is(Label label, Label positive) =>
        label == positive || (positive.Kind == LabelKind.Boolean && label.Kind == LabelKind.Number && label.Number == positive.Number);

    /// <summary>The probability of the positive class, 0 where it is not listed.</summary>
    public static double Probability(Probabilities probabilities, Label positive)
    {
        var labels = probabilities.Labels;
        for (var i = 0; i < labels.Length; i++)
        {
            if (Is(labels[i], positive))
            {
                return probabilities.Values[i];
            }
        }

        return 0;
    }
}
