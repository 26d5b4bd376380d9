using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>Registers the model host.</summary>
public static class ServingServiceCollectionExtensions
{
    /// <summary>Adds the model host, its storage and the in-process client; needs no web server.</summary>
    public static IServiceCollection AddOnlineMlServing(this IServiceCollection services, Action<OnlineMlServingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OnlineMlServingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OnlineMlServingOptions>, OnlineMlServingOptionsValidator>());
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(ComponentCatalog.BuiltIn);
        services.TryAddSingleton(MakeStore);
        services.TryAddSingleton<ModelHost>();
        services.TryAddSingleton<InProcessClient>();
        services.TryAddSingleton<IOnlineMlClient>(provider => provider.GetRequiredService<InProcessClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelMaintenanceService>());
        return services;
    }

    private static IModelStore MakeStore(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value;
        if (options.StoragePath is not { } folder)
        {
            return new MemoryModelStore();
        }

        var retention = options.RetainAllEvents ? LogRetention.All
            : options.RetainEventsFor > TimeSpan.Zero || options.RetainEventBytes > 0 ? new LogRetention
            {
                Time = options.RetainEventsFor > TimeSpan.Zero ? options.RetainEventsFor : null,
                Bytes = options.RetainEventBytes > 0 ? options.RetainEventBytes : null,
            }
            : LogRetention.None;
        return new FileModelStore(
            folder,
            new FileModelStoreOptions { Durability = options.Durability, Retention = retention },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<FileModelStore>>());
    }
}
