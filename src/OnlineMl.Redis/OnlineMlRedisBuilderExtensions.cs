using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Redis;
using OnlineMl.Redis.Configuration;
using OnlineMl.Redis.Diagnostics;
using OnlineMl.Redis.Sharing;
using OnlineMl.Redis.Storage;
using OnlineMl.Redis.Streams;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Sharing;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Streams;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps the models of an application on Redis.</summary>
public static class OnlineMlRedisBuilderExtensions
{
    /// <summary>Keeps models on Redis, where other servers of the same prefix have them, too. Without a connection it is the configuration's
    /// <c>OnlineMl:Redis</c>, or the application's <see cref="IConnectionMultiplexer"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connection">Where Redis is, as StackExchange.Redis reads it.</param>
    /// <param name="configure">Sets what else there is to it.</param>
    /// <remarks>It counts whatever else says where models are kept. An application starts while Redis is away, and is not ready until it is there.</remarks>
    /// <example><code>
    /// builder.Services.AddOnlineMl().UseRedis("redis:6379", o => o.Prefix = "shop:");
    /// </code></example>
    public static IOnlineMlBuilder UseRedis(this IOnlineMlBuilder builder, string? connection = null, Action<OnlineMlRedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(RedisConcern)))
        {
            services.AddSingleton<RedisConcern>();
            services.AddSingleton<IConcern>(provider => provider.GetRequiredService<RedisConcern>());
            services.AddSingleton<IPostConfigureOptions<OnlineMlRedisOptions>>(provider => provider.GetRequiredService<RedisConcern>());
            services.AddSingleton<IValidateOptions<OnlineMlRedisOptions>>(provider => provider.GetRequiredService<RedisConcern>());
            services.Replace(ServiceDescriptor.Singleton(MakeStore));
            services.AddSingleton(MakeBackplane);
            services.AddSingleton<IEventBackplane>(provider => provider.GetRequiredService<RedisBackplane>());
            services.AddSingleton<ICallCounter>(provider => new RedisCallCounter(provider.GetRequiredService<RedisBackplane>().Connection));
            services.AddSingleton<IModelSizes>(provider => new RedisModelSizes(provider.GetRequiredService<RedisBackplane>().Connection));
            services.AddSingleton<ISharedTexts>(provider => new RedisTexts(provider.GetRequiredService<RedisBackplane>().Connection));
        }

        return builder.Configure<OnlineMlRedisOptions>(options =>
        {
            options.Connection = connection ?? options.Connection;
            configure?.Invoke(options);
        });
    }

    private static RedisBackplane MakeBackplane(IServiceProvider services)
    {
        var redis = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        var connection = redis.Connection is { } configuration
            ? RedisConnection.To(configuration, redis.Prefix, redis.Database)
            : RedisConnection.Over(services.GetRequiredService<IConnectionMultiplexer>(), redis.Prefix, redis.Database);
        return new RedisBackplane(connection, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<RedisBackplane>>());
    }

    private static IModelStore MakeStore(IServiceProvider services)
    {
        var storage = services.GetRequiredService<IOptions<OnlineMlServingOptions>>().Value.Storage;
        var redis = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        var options = new RedisModelStoreOptions
        {
            Prefix = redis.Prefix,
            Database = redis.Database,
            Durability = storage.Durability,
            IsStrict = redis.Strict,
            Retention = storage.Retention,
            RetainedEvents = redis.RetainEvents > 0 && !storage.RetainAllEvents ? redis.RetainEvents : null,
            MaxWait = redis.MaxWait,
        };
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<RedisModelStore>>();
        var store = redis.Connection is { } connection
            ? new RedisModelStore(connection, options, time, logger)
            : new RedisModelStore(services.GetRequiredService<IConnectionMultiplexer>(), options, time, logger);
        FenceInstruments.Observe(services.GetService<IMeterFactory>(), store.Counts);
        return store;
    }
}
