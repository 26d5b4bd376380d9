namespace OnlineMl;

/// <summary>What a supervised step learns: a number or a class.</summary>
public readonly record struct Target
{
    /// <summary>The target of a regression.</summary>
    public Target(double number) => Number = number;

    /// <summary>The target of a classification. Its number is the label's, 1 for true.</summary>
    public Target(Label label)
    {
        Label = label;
        Number = label.Number;
    }

    /// <summary>The class, or no label for a regression.</summary>
    public Label Label { get; }

    /// <summary>The target as a number.</summary>
    public double Number { get; }

    /// <summary>Makes the target of a regression.</summary>
    public static implicit operator Target(double number) => new(number);

    /// <summary>Makes the target of a classification.</summary>
    public static implicit operator Target(Label label) => new(label);

    /// <summary>Makes the target of a binary classification.</summary>
    public static implicit operator Target(bool value) => new(new Label(value));
}
