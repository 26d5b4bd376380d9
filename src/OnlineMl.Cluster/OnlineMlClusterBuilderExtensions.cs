using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster;
using OnlineMl.Cluster.Configuration;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Cluster.Routing;
using OnlineMl.Cluster.Silo;
using OnlineMl.Redis;
using OnlineMl.Redis.Configuration;
using OnlineMl.Serving;
using OnlineMl.Serving.Configuration;
using OnlineMl.Serving.Hosting;
using Orleans;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives each model one owner among the servers that share models on Redis.</summary>
public static class OnlineMlClusterBuilderExtensions
{
    private const string SiloServiceName = "SiloHostedService";

    /// <summary>Gives each model one owner among the servers of a cluster, to whom calls go from all others. <c>UseRedis</c> comes before.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets what the cluster is called, where this server is reached, and the rest.</param>
    /// <remarks>The engine is Microsoft Orleans; an application needs no reference to it, and may use it for itself beside. A server joins the cluster in
    /// the background, and serves before and without.</remarks>
    /// <exception cref="InvalidOperationException">Models are not on Redis.</exception>
    /// <example><code>
    /// builder.Services.AddOnlineMl().UseRedis("redis:6379").UseCluster(o => o.ClusterId = "shop");
    /// </code></example>
    public static IOnlineMlBuilder UseCluster(this IOnlineMlBuilder builder, Action<OnlineMlClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (!services.Any(service => service.ServiceType == typeof(RedisConcern)))
        {
            throw new InvalidOperationException("UseCluster needs models on Redis: call UseRedis before.");
        }

        if (!services.Any(service => service.ServiceType == typeof(ClusterConcern)))
        {
            services.AddSingleton<ClusterConcern>();
            services.AddSingleton<IConcern>(provider => provider.GetRequiredService<ClusterConcern>());
            services.AddSingleton<IPostConfigureOptions<OnlineMlClusterOptions>>(provider => provider.GetRequiredService<ClusterConcern>());
            services.AddSingleton<IValidateOptions<OnlineMlClusterOptions>>(provider => provider.GetRequiredService<ClusterConcern>());
            services.AddSingleton<OwnedModels>();
            services.AddSingleton(provider => new ClusterInstruments(provider.GetService<IMeterFactory>()));
            services.AddSingleton<CopiedModels>();
            services.AddSingleton<ClusterReports>();
            services.AddSingleton<IClusterView>(provider => provider.GetRequiredService<ClusterReports>());
            services.AddSingleton<BackgroundSilo>();
            services.AddSingleton<ClusterRouter>();
            services.AddSingleton<IModelRouter>(provider => provider.GetRequiredService<ClusterRouter>());
            services.AddOrleans(AddSilo);
            StartBehind(services);
            services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BackgroundSilo>());
            services.AddHostedService<ForeignModels>();
            services.AddHostedService(provider => provider.GetRequiredService<CopiedModels>());
            services.AddHostedService(provider => provider.GetRequiredService<ClusterReports>());
            services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, OrderlyEnd>());
        }

        return builder.Configure(configure ?? (_ => { }));
    }

    // The host would wait for the silo, and not start without it.
    private static void StartBehind(IServiceCollection services)
    {
        var hosted = services.FirstOrDefault(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == SiloServiceName);
        if (hosted is null)
        {
            throw new InvalidOperationException("This version of Orleans starts in another way than the one that OnlineMl.Cluster is made for.");
        }

        services.Remove(hosted);
        services.AddSingleton(provider => new SiloService((IHostedService)ActivatorUtilities.CreateInstance(provider, hosted.ImplementationType!)));
    }

    // What a server whose clock is ahead says of itself would hold long after it died.
    private static void JudgeBySight(IServiceCollection services)
    {
        var table = services.Last(service => service.ServiceType == typeof(IMembershipTable));
        services.Remove(table);
        services.AddSingleton(provider => new MembershipPatience(
            new MembershipAsSeen(
                (IMembershipTable)(table.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, table.ImplementationType!)),
                address => address.Equals(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress),
                TimeProvider.System),
            provider.GetRequiredService<ILogger<MembershipPatience>>()));
        services.AddSingleton<IMembershipTable>(provider => provider.GetRequiredService<MembershipPatience>());
    }

    private static void AddSilo(ISiloBuilder silo)
    {
        silo.UseRedisClustering(_ => { });
        JudgeBySight(silo.Services);
        silo.AddRedisGrainDirectory(OwnedModels.Directory, directory => directory.Configure<IServiceProvider>((options, services) =>
            (options.ConfigurationOptions, options.CreateMultiplexer) = (PlaceOf(services), _ => ConnectAsync(services))));
        silo.Services.AddOptions<RedisClusteringOptions>().Configure<IServiceProvider>((options, services) =>
            (options.ConfigurationOptions, options.CreateMultiplexer) = (PlaceOf(services), _ => ConnectAsync(services)));

        // The directory goes by the first alone, and servers whose keys begin with something else have other models.
        silo.Services.AddOptions<ClusterOptions>().Configure<IOptions<OnlineMlClusterOptions>, IOptions<OnlineMlRedisOptions>>((options, cluster, redis) =>
            (options.ClusterId, options.ServiceId) = ($"{redis.Value.Prefix}{cluster.Value.ServiceId}/{cluster.Value.ClusterId}{DatabaseBeside(redis.Value)}", cluster.Value.ServiceId));
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<OnlineMlClusterOptions>>((options, cluster) =>
        {
            options.SiloPort = cluster.Value.Port;

            // Where the application itself asked for a gateway, its own clients come in there.
            options.GatewayPort = options.GatewayPort == EndpointOptions.DEFAULT_GATEWAY_PORT ? 0 : options.GatewayPort;
            options.AdvertisedIPAddress = cluster.Value.Address is { } address ? IPAddress.Parse(address) : options.AdvertisedIPAddress;
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // By default a frozen server is missed after a minute, and dead servers hold up the start of others for a hundred seconds.
            options.ProbeTimeout = options.MinProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 2;
            options.TableRefreshTimeout = options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);

            // A server whose clock is ahead by more than this throws out all that are just joining. Nobody waits for a server that joins.
            options.MaxJoinAttemptTime = TimeSpan.FromDays(2);
        });
    }

    private static ConfigurationOptions PlaceOf(IServiceProvider services)
    {
        var redis = services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value;
        var place = ConfigurationOptions.Parse(redis.Connection ?? services.GetRequiredService<IConnectionMultiplexer>().Configuration);
        place.AbortOnConnectFail = false;
        place.DefaultDatabase = redis.Database ?? place.DefaultDatabase;
        return place;
    }

    // The text of the application's connection lacks what is no text, such as where its certificates and passwords come from.
    private static async Task<(IConnectionMultiplexer Multiplexer, bool IsShared)> ConnectAsync(IServiceProvider services) =>
        services.GetRequiredService<IOptions<OnlineMlRedisOptions>>().Value.Connection is null
            ? (services.GetRequiredService<IConnectionMultiplexer>(), IsShared: true)
            : (await ConnectionMultiplexer.ConnectAsync(PlaceOf(services)).ConfigureAwait(false), IsShared: false);

    // Orleans takes the database that the application's connection says, where services may have their models in others.
    private static string DatabaseBeside(OnlineMlRedisOptions redis) =>
        redis is { Connection: null, Database: { } database } ? string.Create(CultureInfo.InvariantCulture, $"/{database}") : "";
}
