using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Catalog;

namespace OnlineMl.Serving.Configuration;

/// <summary>Components of an application that models can be made of, too.</summary>
/// <param name="Components">The components.</param>
internal sealed record AddedComponents(IReadOnlyList<ComponentDescriptor> Components)
{
    /// <summary>The catalog of the library's components and the application's.</summary>
    public static ComponentCatalog CatalogOf(IServiceProvider services) => services.GetServices<AddedComponents>()
        .SelectMany(added => added.Components)
        .DistinctBy(component => component.Type)
        .Aggregate(ComponentCatalog.BuiltIn, (catalog, component) => catalog.With(component));
}
