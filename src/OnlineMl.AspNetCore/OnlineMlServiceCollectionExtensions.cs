using OnlineMl.Serving;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OnlineMl to an ASP.NET Core application.</summary>
public static class OnlineMlServiceCollectionExtensions
{
    /// <summary>Adds the models, their storage and the in-process client.</summary>
    /// <remarks>Follow it with <c>app.MapOnlineMl()</c> to serve the models over HTTP.</remarks>
    public static IServiceCollection AddOnlineMl(this IServiceCollection services, Action<OnlineMlServingOptions>? configure = null) =>
        services.AddOnlineMlServing(configure);
}
