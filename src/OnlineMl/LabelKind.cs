namespace OnlineMl;

/// <summary>What a <see cref="Label"/> holds.</summary>
public enum LabelKind
{
    /// <summary>No label at all; the kind of <c>default(Label)</c>.</summary>
    None,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,
}
