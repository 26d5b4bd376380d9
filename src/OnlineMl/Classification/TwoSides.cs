namespace OnlineMl.Classification;

/// <summary>Which of two classes is the negative one and what they are called, as far as they are known.</summary>
internal sealed class TwoSides
{
    private readonly Label _first;
    private readonly Label _second;

    /// <param name="first">The class that came first.</param>
    /// <param name="second">The other one; null where it has not come.</param>
    /// <param name="isDeclared">Whether they were declared, the negative one first.</param>
    public TwoSides(Label first, Label? second, bool isDeclared)
    {
        _first = first;
        FirstIsTrue = !isDeclared && TruthOrder.IsLikelyPositive(first);
        _second = second ?? TruthOrder.OtherOf(first);
        var isUncalled = _second.IsNone;
        if (isUncalled)
        {
            _second = new Label(!FirstIsTrue);
        }

        var firstIsPositive = second is { } known ? !isDeclared && TruthOrder.IsNegative(known, first) : FirstIsTrue;
        IsReversed = firstIsPositive != FirstIsTrue;
        Classes = TableOf(firstIsPositive ? [_second, _first] : [_first, _second]);
        Shown = isUncalled ? TableOf([_first]) : Classes;
        ShownTrue = isUncalled ? (FirstIsTrue ? 0 : 1) : IsReversed ? 0 : 1;
        IsPlain = Classes[0] == false && Classes[1] == true;
        IsShownByTruths = IsPlain && !isUncalled && Classes[0].Kind == LabelKind.Boolean && Classes[1].Kind == LabelKind.Boolean;
    }

    /// <summary>The negative class and the positive one. One that has not come and of which nothing can be said is called false or true.</summary>
    public ClassTable Classes { get; }

    /// <summary>The classes that have a name, the negative one first.</summary>
    public ClassTable Shown { get; }

    /// <summary>Which of those that are shown the learner calls true; none when that is not among them.</summary>
    public int ShownTrue { get; }

    /// <summary>Whether the learner calls the class that came first true.</summary>
    public bool FirstIsTrue { get; }

    /// <summary>Whether the class that the learner calls true turned out to be the negative one.</summary>
    public bool IsReversed { get; }

    /// <summary>Whether the names say themselves which is which: false and true, or 0 and 1.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether they are called just as the learner calls them.</summary>
    public bool IsShownByTruths { get; }

    /// <summary>True for the positive class, false for the negative one, no label for any other.</summary>
    public Label Of(Label label) =>
        label == Classes[1] ? true
        : label == Classes[0] ? false
        : label is { HasNumber: true, Number: 0 or 1 } ? new Label((label.Number == 1) != IsReversed)
        : default;

    /// <summary>Writes the probabilities of the negative and of the positive class, of which one that is missing has what the other leaves.</summary>
    /// <returns>The side that is predicted; no label where it is neither.</returns>
    public Label Write(Prediction prediction, Probabilities sided)
    {
        sided.Clear();
        double negative = double.NaN, positive = double.NaN;
        var probabilities = prediction.Probabilities;
        for (var i = 0; i < probabilities.Count; i++)
        {
            var side = Of(probabilities.Labels[i]);
            if (!side.IsNone)
            {
                (side.IsPositive ? ref positive : ref negative) = probabilities.Values[i];
            }
        }

        if (double.IsNaN(negative) && double.IsNaN(positive))
        {
            return Of(prediction.Label);
        }

        negative = double.IsNaN(negative) ? 1 - positive : negative;
        positive = double.IsNaN(positive) ? 1 - negative : positive;
        sided.Add(false, negative);
        sided.Add(true, positive);
        return negative.Equals(positive) ? Of(prediction.Label) : new Label(positive > negative);
    }

    private static ClassTable TableOf(ReadOnlySpan<Label> labels)
    {
        var table = new ClassTable();
        foreach (var label in labels)
        {
            table.GetOrAdd(label);
        }

        return table;
    }
}
