using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;

namespace OnlineMl.Serving;

/// <summary>Registers the model host.</summary>
public static class ServingServiceCollectionExtensions
{
    /// <summary>Adds the model host, its storage and the in-process client; needs no web server.</summary>
    public static IServiceCollection AddOnlineMlServing(this IServiceCollection services, Action<OnlineMlServingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OnlineMlServingOptions>()
            .Validate(options => options.RememberedPredictions >= 0, "RememberedPredictions must be at least 0.")
            .Validate(options => options.SnapshotInterval > TimeSpan.Zero, "SnapshotInterval must be above 0.")
            .Validate(options => options.MostModels > 0, "MostModels must be at least 1.")
            .Validate(options => options.MostFeatures > 0, "MostFeatures must be at least 1.")
            .Validate(options => options.ListenerCapacity > 0, "ListenerCapacity must be at least 1.")
            .ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(ComponentCatalog.BuiltIn);
        services.TryAddSingleton<IModelStore>(provider =>
            provider.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value.StoragePath is { } path ? new FileModelStore(path) : new MemoryModelStore());
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton<InProcessClient>();
        services.TryAddSingleton<IOnlineMlClient>(provider => provider.GetRequiredService<InProcessClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SnapshotService>());
        return services;
    }
}
