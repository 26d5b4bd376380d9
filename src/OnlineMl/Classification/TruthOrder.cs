namespace OnlineMl.Classification;

/// <summary>Which of two classes is the negative one when nobody has said so.</summary>
/// <remarks>The one that sorts first: of numbers, false and true among them, the smaller one; numbers before texts; a text that says no before others,
/// and one that says yes behind them; other texts by their letters, capitals aside.</remarks>
internal static class TruthOrder
{
    private static readonly string[] No = ["no", "n", "f", "off", "none", "neg", "negative", "-"];
    private static readonly string[] Yes = ["yes", "y", "t", "on", "pos", "positive", "+"];

    /// <summary>Whether of two classes the first is the negative one.</summary>
    public static bool IsNegative(Label label, Label other)
    {
        if (label.HasNumber || other.HasNumber)
        {
            return label < other;
        }

        string text = label.Text ?? "", otherText = other.Text ?? "";
        var order = MeaningOf(text).CompareTo(MeaningOf(otherText));
        order = order != 0 ? order : string.Compare(text, otherText, StringComparison.OrdinalIgnoreCase);
        return (order != 0 ? order : string.CompareOrdinal(text, otherText)) < 0;
    }

    /// <summary>Whether a class is to be taken for the positive one before the other is known: 1, 2 and what says yes. Any other is taken for the
    /// negative one.</summary>
    public static bool IsLikelyPositive(Label label) => label.HasNumber ? label.Number is 1 or 2 : MeaningOf(label.Text ?? "") > 0;

    /// <summary>What the other class is to be called before it is known: that of false is true. No label where nothing can be said.</summary>
    public static Label OtherOf(Label label) => label is not { HasNumber: true, Number: -1 or 0 or 1 } ? default : label.Kind switch
    {
        LabelKind.None => default,
        LabelKind.Boolean => new Label(label.Number == 0),
        LabelKind.Number => new Label(label.Number == 1 ? 0L : 1L),
        LabelKind.Text => OtherTextOf(label),
    };

    private static string OtherTextOf(Label label) => label.Text switch
    {
        "true" => "false",
        "false" => "true",
        "True" => "False",
        "False" => "True",
        "TRUE" => "FALSE",
        "FALSE" => "TRUE",
        _ => label.Number == 1 ? "0" : "1",
    };

    private static int MeaningOf(string text) =>
        Array.Exists(No, no => text.Equals(no, StringComparison.OrdinalIgnoreCase)) ? -1
        : Array.Exists(Yes, yes => text.Equals(yes, StringComparison.OrdinalIgnoreCase)) ? 1
        : 0;
}
