using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>The two classes of a binary model, in the kind in which the learned labels came.</summary>
internal sealed class BinaryLabels : IStateful
{
    private Label _negative = false;
    private Label _positive = true;

    /// <summary>The negative class, then the positive one.</summary>
    public ClassTable Classes { get; private set; } = TableOf(false, true);

    public Label Of(bool isPositive) => isPositive ? _positive : _negative;

    /// <summary>Takes note of a learned label.</summary>
    /// <exception cref="ArgumentException">The label is a text, or none.</exception>
    public bool IsPositive(Label label)
    {
        if (label.Kind != _positive.Kind)
        {
            Adopt(label);
        }

        return label.IsPositive;
    }

    /// <summary>The class of a raw output; the negative one when the sides are equal.</summary>
    public Label OfOutput(double output) =>
        Of(output > 1e-15 || (output > 0 && Numerics.Elementary.Sigmoid(output) > 0.5));

    /// <summary>Writes the negative class first.</summary>
    public void Write(double positive, Probabilities probabilities) => Write(Classes, positive, probabilities);

    /// <summary>Writes the probabilities of two classes, the negative one first.</summary>
    public static void Write(ClassTable classes, double positive, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        probabilities.Fill(classes, 1 - positive, positive);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("negative", ref _negative);
        state.Field("positive", ref _positive);
        if (state.IsLoading)
        {
            if (_negative == _positive)
            {
                throw new StateFormatException($"Both classes are '{_positive}'.");
            }

            Classes = TableOf(_negative, _positive);
        }
    }

    private static ClassTable TableOf(Label negative, Label positive)
    {
        var table = new ClassTable();
        table.GetOrAdd(negative);
        table.GetOrAdd(positive);
        return table;
    }

    private void Adopt(Label label)
    {
        if (label.Kind is not (LabelKind.Boolean or LabelKind.Number))
        {
            throw new ArgumentException(
                $"A binary classifier needs the labels false and true, or 0 and 1; '{label}' is neither.", nameof(label));
        }

        var isNumber = label.Kind == LabelKind.Number;
        _negative = isNumber ? new Label(0L) : new Label(false);
        _positive = isNumber ? new Label(1L) : new Label(true);
        Classes = TableOf(_negative, _positive);
    }
}
