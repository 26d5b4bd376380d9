namespace OnlineMl.Metrics;

/// <summary>Which of two classes is the positive one of a metric.</summary>
internal static class PositiveClass
{
    /// <summary>The positive class among false and true, where these stand for the two classes of a model.</summary>
    /// <param name="positive">The positive class as it is spelled; false and true stand for the negative and the positive class whatever they are called.</param>
    /// <param name="sides">The negative and the positive class of the model; null where labels stand for themselves.</param>
    public static Label SideOf(Label positive, ClassTable? sides) =>
        positive.Kind != LabelKind.Boolean && sides?.IndexOf(positive) is >= 0 and var side ? new Label(side == 1) : positive;
}
