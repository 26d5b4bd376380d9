namespace OnlineMl.Catalog;

/// <summary>Lists a class in the catalog under a name.</summary>
/// <param name="name">The name in a model spec: river's, where river has the component.</param>
/// <param name="aliases">Other names under which a spec may give it.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ComponentAttribute(string name, params string[] aliases) : Attribute
{
    /// <summary>The name in a model spec.</summary>
    public string Name { get; } = name;

    /// <summary>Other names under which a spec may give it.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    /// <summary>Parameters that river writes, but that choose nothing here: a spec may give them, and they are skipped.</summary>
    public string[] Ignores { get; init; } = [];

    /// <summary>Whether the component holds code, such as a function, and so can be made by code only and not by a spec.</summary>
    public bool CodeOnly { get; init; }
}
