namespace OnlineMl.Catalog;

/// <summary>Gives a hyperparameter another name in a model spec than its property's name in snake case.</summary>
/// <param name="name">The name in a model spec.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ParameterAttribute(string name) : Attribute
{
    /// <summary>The name in a model spec.</summary>
    public string Name { get; } = name;
}
