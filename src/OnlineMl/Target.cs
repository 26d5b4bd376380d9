namespace OnlineMl;

/// <summary>What a supervised step learns: a number or a class; for some tasks several of them by name, or an arm with its reward.</summary>
public readonly record struct Target
{
    // Stands in the place of outputs where the label is an arm and the number its reward.
    private static readonly NamedTargets ArmMark = new();

    private readonly NamedTargets? _outputs;

    /// <summary>The target of a regression.</summary>
    public Target(double number) => Number = number;

    /// <summary>The target of a classification. Its number is the label's, 1 for true.</summary>
    public Target(Label label)
    {
        Label = label;
        Number = label.Number;
    }

    /// <summary>The target of a policy.</summary>
    /// <param name="arm">The arm that was chosen.</param>
    /// <param name="reward">The reward that it brought.</param>
    public Target(Label arm, double reward)
    {
        Label = arm;
        Number = reward;
        _outputs = ArmMark;
    }

    /// <summary>The targets of a model with several outputs.</summary>
    public Target(NamedTargets outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _outputs = outputs;
        Number = double.NaN;
    }

    /// <summary>The target of an example of which it is not known: such an example can be predicted, not learned.</summary>
    public static Target Unknown => new(double.NaN);

    /// <summary>Whether it is <see cref="Unknown"/>.</summary>
    public bool IsUnknown => double.IsNaN(Number) && _outputs is null && Label.IsNone;

    /// <summary>The class, or the arm of a policy; no label for a regression.</summary>
    public Label Label { get; }

    /// <summary>The target as a number, or the reward of a policy; NaN when there are several outputs.</summary>
    public double Number { get; }

    /// <summary>The targets of a model with several outputs, by name; null for the other models.</summary>
    public NamedTargets? Outputs => HasArm ? null : _outputs;

    /// <summary>Whether it is an arm with its reward.</summary>
    public bool HasArm => ReferenceEquals(_outputs, ArmMark);

    /// <summary>Makes the target of a regression.</summary>
    public static implicit operator Target(double number) => new(number);

    /// <summary>Makes the target of a classification.</summary>
    public static implicit operator Target(Label label) => new(label);

    /// <summary>Makes the target of a binary classification.</summary>
    public static implicit operator Target(bool value) => new(new Label(value));
}
