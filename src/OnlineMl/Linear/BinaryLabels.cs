using System.Runtime.CompilerServices;
using OnlineMl.Mixing;
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

    /// <summary>Whether a label is the positive class.</summary>
    /// <exception cref="ArgumentException">The label is neither false nor true, 0 nor 1, nor -1.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPositive(Label label) => label.IsTruth ? label.IsPositive : IsPositiveInAnotherKind(label);

    /// <summary>Takes note of how a label that was learned is spelled: from the first number on, the classes are numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Adopt(Label label)
    {
        if (!label.IsTruth)
        {
            AdoptAnotherKind(label);
        }
    }

    private void AdoptAnotherKind(Label label)
    {
        if (label.Kind == LabelKind.Number && (_negative.Kind != LabelKind.Number || label.Number < _negative.Number))
        {
            _negative = new Label(Math.Min(0, label.Number));
            _positive = new Label(1L);
            Classes = TableOf(_negative, _positive);
        }
    }

    /// <summary>The class of a raw output; the negative one when the sides are equal.</summary>
    public Label OfOutput(double output) =>
        Of(output > 1e-15 || (output > 0 && Numerics.Elementary.Sigmoid(output) > 0.5));

    /// <summary>Says which class an output, the log-odds of the positive one, speaks for.</summary>
    /// <returns>1 for the positive class, -1 for the negative one.</returns>
    public double Interpret(double output, Contributions contributions)
    {
        contributions.Scale = ContributionScale.LogOdds;
        contributions.Class = OfOutput(output);
        contributions.Rival = Of(contributions.Class == _negative);
        return contributions.Class == _positive ? 1 : -1;
    }

    /// <summary>Writes the negative class first.</summary>
    public void Write(double positive, Probabilities probabilities) => Write(Classes, positive, probabilities);

    /// <summary>Writes the probabilities of two classes, the negative one first.</summary>
    public static void Write(ClassTable classes, double positive, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        probabilities.Fill(classes, 1 - positive, positive);
    }

    /// <summary>Takes note of how the labels are spelled that shares have learned.</summary>
    public void Merge(Shares shares)
    {
        for (var share = 0; share < shares.Count; share++)
        {
            Adopt(shares.Get<BinaryLabels>(share)._negative);
        }
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

    private static bool IsPositiveInAnotherKind(Label label) => label.HasNumber && label.Number is 1 or 0 or -1
        ? label.IsPositive
        : throw new ArgumentException(
            $"A binary classifier needs the labels false and true, 0 and 1, or -1 and 1; '{label}' is none of them. A model takes any two.", nameof(label));

    private static ClassTable TableOf(Label negative, Label positive)
    {
        var table = new ClassTable();
        table.GetOrAdd(negative);
        table.GetOrAdd(positive);
        return table;
    }
}
