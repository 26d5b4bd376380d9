namespace OnlineMl.Catalog;

/// <summary>Lists a class in the catalog under a name.</summary>
/// <param name="name">The name in a model spec: river's, where river has the component.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ComponentAttribute(string name) : Attribute
{
    /// <summary>The name in a model spec.</summary>
    public string Name { get; } = name;
}
