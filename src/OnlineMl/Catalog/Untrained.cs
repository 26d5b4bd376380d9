using OnlineMl.Composition;

namespace OnlineMl.Catalog;

/// <summary>Makes twins of components that have learned nothing.</summary>
public static class Untrained
{
    /// <summary>A new component of the same type with the same hyperparameters, and untrained twins of its own components.</summary>
    /// <remarks>Knows the components of the built-in catalog, those added to any catalog, and pipelines of them. Functions are
    /// shared with the original.</remarks>
    /// <exception cref="ArgumentException">The type is in no catalog.</exception>
    public static T CopyOf<T>(T component)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(component);
        return (T)Copy(component);
    }

    internal static object Copy(object component)
    {
        if (component is Pipeline pipeline)
        {
            return pipeline.CopyUntrained();
        }

        var descriptor = ComponentCatalog.Find(component.GetType()) ??
            throw new ArgumentException(
                $"{component.GetType()} is in no catalog; add it with {nameof(ComponentCatalog)}.{nameof(ComponentCatalog.With)}.", nameof(component));
        return descriptor.CopyUntrained(component);
    }

    internal static T? CopyOrNull<T>(T? component)
        where T : class => component is null ? null : CopyOf(component);
}
