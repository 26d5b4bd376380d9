namespace OnlineMl.State;

/// <summary>Under which name a field of learned state is written, and under which earlier one it is still found.</summary>
/// <remarks>Names are camelCase. A text stands for a name that never was another one.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Formerly">The name that files of earlier versions have, or null.</param>
public readonly record struct FieldName(string Name, string? Formerly = null)
{
    /// <summary>A name that never was another one.</summary>
    public static implicit operator FieldName(string name) => new(name);

    /// <summary>A name that never was another one.</summary>
    public static FieldName FromString(string name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
