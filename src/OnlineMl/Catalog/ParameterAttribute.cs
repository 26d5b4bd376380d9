namespace OnlineMl.Catalog;

/// <summary>Gives a hyperparameter, or a member of an enum, other names in a model spec than its own name in snake case.</summary>
/// <param name="name">The name in a model spec.</param>
/// <param name="aliases">Other names under which a spec may give it, such as river's older ones.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class ParameterAttribute(string name, params string[] aliases) : Attribute
{
    /// <summary>The name in a model spec.</summary>
    public string Name { get; } = name;

    /// <summary>Other names under which a spec may give it.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;
}
