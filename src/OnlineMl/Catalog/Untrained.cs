namespace OnlineMl.Catalog;

/// <summary>Makes twins of components that have learned nothing.</summary>
public static class Untrained
{
    /// <summary>A new component of the same type with the same hyperparameters, and untrained twins of its own components.</summary>
    public static T CopyOf<T>(T component)
        where T : class =>
        throw new InvalidOperationException(component.ToString());
}
