using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Hosting;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Serving.Streams;

namespace OnlineMl.Serving;

/// <summary>Registers the model host.</summary>
public static class ServingServiceCollectionExtensions
{
    /// <summary>Adds the model host, its storage and the in-process client; needs no web server.</summary>
    /// <returns>Sets up where models are kept and which there are.</returns>
    /// <remarks>The configuration section <c>OnlineMl</c> and environment variables such as <c>OnlineMl__StoragePath</c> override what code sets. Faulty
    /// options stop the application at its start with an <see cref="OptionsValidationException"/> that lists all of them. Where no application starts the
    /// services, the first call starts the host, and disposing of the provider saves all models.</remarks>
    public static IOnlineMlBuilder AddOnlineMlServing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<OnlineMlServingOptions>().ValidateOnStart();
        services.AddAllOptions<OnlineMlServingOptions>()
            .AddConcern<OnlineMlStorageOptions>()
            .AddConcern<OnlineMlMemoryOptions>()
            .AddConcern<OnlineMlLimitOptions>()
            .AddConcern<OnlineMlCallOptions>()
            .AddConcern<OnlineMlStreamOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(AddedComponents.CatalogOf);
        services.TryAddSingleton(MakeStore);
        services.TryAddSingleton(MakeHost);
        services.TryAddSingleton<InProcessClient>();
        services.TryAddSingleton<IOnlineMlClient>(provider => provider.GetRequiredService<InProcessClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelHostService>());
        return new OnlineMlBuilder(services);
    }

    private static ModelHost MakeHost(IServiceProvider services) => new(
        services.GetRequiredService<IModelStore>(),
        services.GetRequiredService<ComponentCatalog>(),
        services.GetRequiredService<IOptions<OnlineMlServingOptions>>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<ModelHost>>(),
        services.GetService<IMeterFactory>(),
        services.GetService<IEventBackplane>(),
        services.GetService<IModelRouter>(),
        services.GetService<ICallCounter>() ?? CounterOf(services),
        services.GetService<IModelSizes>())
    {
        IsMaintained = true,
    };

    // What users did counts behind a restart, too.
    private static FileCallCounter? CounterOf(IServiceProvider services) =>
        services.GetRequiredService<IModelStore>() is FileModelStore && services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value.Storage.StoragePath is { } folder
            ? new FileCallCounter(folder, services.GetRequiredService<TimeProvider>())
            : null;

    private static IModelStore MakeStore(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value;
        if (options.Storage.StoragePath is not { } folder)
        {
            return new MemoryModelStore();
        }

        return new FileModelStore(
            folder,
            new FileModelStoreOptions { Durability = options.Storage.Durability, Retention = options.Storage.Retention },
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<FileModelStore>>());
    }
}
