using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OnlineMl.Cluster.Silo;
using OnlineMl.Contracts;
using OnlineMl.Redis;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using StackExchange.Redis;

namespace OnlineMl.Cluster.Tests;

/// <summary>Applications that are part of a cluster, with Redis and without, and with Orleans of their own.</summary>
public sealed class ApplicationTests : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;

    public void Dispose() => _redis?.Dispose();

    [RedisFact]
    public async Task AnApplicationStartsWithoutRedis_AndJoinsWhenItIsThere()
    {
        _redis!.Kill();
        await using var app = Build(_ => { });
        await app.StartAsync();
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        Assert.False(silo.IsReady);
        Assert.False(app.Services.GetRequiredService<ModelHost>().Health.IsReady);

        _redis.Start();
        await UntilAsync(() => silo.IsReady);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var limit = new CancellationTokenSource(MaxWait);
        while ((await http.GetAsync(new Uri("api/health/ready", UriKind.Relative), limit.Token)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20, limit.Token);
        }

        await LearnAsync(app);
        await app.StopAsync();
    }

    [RedisFact]
    public async Task AnApplicationStartsWhileRedisLoadsWhatItHas_AndJoinsWhenThatIsThere()
    {
        _redis!.RestartUntilItLoads();
        await using var app = Build(_ => { });
        await app.StartAsync();
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        Assert.False(silo.IsReady);
        Assert.False(app.Services.GetRequiredService<ModelHost>().Health.IsReady);
        _redis.EndLoading();
        await UntilAsync(() => silo.IsReady || silo.Fault is not null);
        Assert.Null(silo.Fault);
        await LearnAsync(app);
        await app.StopAsync();
    }

    [RedisTheory]
    [InlineData("hsetnx")]
    [InlineData("hgetall")]
    [InlineData("eval")]
    public async Task AServerWhoseRedisFailsJustWhenItJoins_JoinsWhenThatIsOver(string command)
    {
        // What Orleans makes the table with, reads it with and writes to it with, over a connection that the library gives its name.
        _redis!.Send($"ACL SETUSER default -{command}");
        await using var app = Build(_ => { });
        await app.StartAsync();
        await UntilAsync(() => _redis.SendForAll("ACL LOG").Contains("(SE.Redis-", StringComparison.Ordinal));
        _redis.Send($"ACL SETUSER default +{command}");
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        await UntilAsync(() => silo.IsReady || silo.Fault is not null);
        Assert.Null(silo.Fault);
        await LearnAsync(app);
        await app.StopAsync();
    }

    [RedisFact]
    public async Task AServerThatCannotJoin_ServesAllTheSame_AndSaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var app = Build(_ => { }, ((IPEndPoint)taken.LocalEndpoint).Port);
        await app.StartAsync();
        await LearnAsync(app);
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        await UntilAsync(() => silo.Fault is not null);
        Assert.Contains("could not be joined", silo.Fault, StringComparison.Ordinal);
        await LearnAsync(app);
        await app.StopAsync();
    }

    [RedisFact]
    public async Task AnApplicationThatWasDisposedOf_MayBeStoppedYet()
    {
        var app = Build(_ => { });
        await app.StartAsync();
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        await UntilAsync(() => silo.IsReady);
        await app.StopAsync();
        await app.DisposeAsync();
        await silo.StoppingAsync(CancellationToken.None);
        await silo.StopAsync(CancellationToken.None);
    }

    [RedisFact]
    public async Task AnApplicationEndsInTime_WhileRedisIsAway()
    {
        var app = Build(builder => builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(10)));
        await app.StartAsync();
        await UntilAsync(() => app.Services.GetRequiredService<BackgroundSilo>().IsReady);
        await LearnAsync(app);
        _redis!.Kill();
        await app.StopAsync().WaitAsync(MaxWait / 2);
        await app.DisposeAsync().AsTask().WaitAsync(MaxWait / 2);
    }

    [RedisTheory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task AnApplicationThatIsToldToEndWhileItJoins_DoesSoInTime(int milliseconds)
    {
        var app = Build(_ => { });
        await app.StartAsync();
        await Task.Delay(milliseconds);
        await app.StopAsync().WaitAsync(MaxWait / 2);
        await app.DisposeAsync().AsTask().WaitAsync(MaxWait / 2);
    }

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AServerThatCannotLeaveItsCluster_StopsInTime_AndHasItsModelsSaved(bool isJoining)
    {
        await using var app = Build(builder =>
        {
            AddOnlineMl(builder, ServerPorts.Find());
            var silo = builder.Services.Single(service => service.ServiceType == typeof(SiloService)).ImplementationFactory!;
            builder.Services.Replace(ServiceDescriptor.Singleton(provider => new SiloService(new StuckSilo(isJoining ? null : ((SiloService)silo(provider)).Service))));
            builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(4));
        });
        await app.StartAsync();
        await UntilAsync(() => isJoining || app.Services.GetRequiredService<BackgroundSilo>().IsReady);
        await LearnAsync(app);
        await app.StopAsync(CancellationToken.None).WaitAsync(MaxWait / 2);
        Assert.Contains(1, await SnapshotsAsync());
        await app.DisposeAsync().AsTask().WaitAsync(MaxWait / 2);
    }

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnApplicationMayUseOrleansItself(bool isFirst)
    {
        var gateway = ServerPorts.Find();
        void Use(WebApplicationBuilder builder) => builder.Host.UseOrleans(own => own.AddMemoryGrainStorage("own").Configure<EndpointOptions>(o => o.GatewayPort = gateway));
        await using var app = Build(builder =>
        {
            if (isFirst)
            {
                Use(builder);
            }

            AddOnlineMl(builder, ServerPorts.Find());
            if (!isFirst)
            {
                Use(builder);
            }
        });
        await app.StartAsync();
        var silo = app.Services.GetRequiredService<BackgroundSilo>();
        await UntilAsync(() => silo.IsReady);
        Assert.NotNull(app.Services.GetKeyedService<IGrainStorage>("own"));
        Assert.Equal(gateway, app.Services.GetRequiredService<IOptions<EndpointOptions>>().Value.GatewayPort);
        Assert.Equal(new SiloMessagingOptions().ResponseTimeout, app.Services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ResponseTimeout);
        Assert.Single(await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
        await LearnAsync(app);
        await app.StopAsync();
    }

    [RedisTheory]
    [InlineData("one:", "onlineml", "other:", "onlineml")]
    [InlineData("one:", "one", "other:", "other")]
    public async Task ServicesOfOneRedis_HaveTheirModelsApart(string prefix, string id, string otherPrefix, string otherId)
    {
        await using var one = await StartAsync(prefix, id);
        await LearnAsync(one);
        await using var other = await StartAsync(otherPrefix, otherId);
        await LearnAsync(other);
        foreach (var app in (WebApplication[])[one, other])
        {
            Assert.Equal(1, (await app.Services.GetRequiredService<InProcessClient>().GetStatusAsync("m")).Position);
            Assert.Single(await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
        }

        async Task<WebApplication> StartAsync(string prefix, string id)
        {
            var app = Build(builder =>
            {
                AddOnlineMl(builder, ServerPorts.Find());
                builder.Services.Configure<OnlineMlRedisOptions>(o => o.Prefix = prefix);
                builder.Services.Configure<OnlineMlClusterOptions>(o => o.ServiceId = id);
            });
            await app.StartAsync();
            await UntilAsync(() => app.Services.GetRequiredService<BackgroundSilo>().IsReady);
            return app;
        }
    }

    [RedisFact]
    public async Task AConnectionOfTheApplication_IsTheClustersToo_AndStaysOpen()
    {
        const string Secret = "what no text of the connection says";
        _redis!.Send($"CONFIG SET requirepass '{Secret}'");
        await using var connection = await SecretProvider.ConnectAsync(_redis.Address, Secret);
        for (var i = 0; i < 2; i++)
        {
            await using var app = Build(builder => AddOnlineMl(builder, connection));
            await app.StartAsync();
            var silo = app.Services.GetRequiredService<BackgroundSilo>();
            await UntilAsync(() => silo.IsReady || silo.Fault is not null);
            Assert.Null(silo.Fault);
            await LearnAsync(app);
            await app.StopAsync();
        }

        Assert.True(connection.IsConnected);
        await connection.GetDatabase().PingAsync();
    }

    [RedisFact]
    public async Task ServicesWhoseModelsAreInTwoDatabases_AreApart_AlsoByOneConnection()
    {
        await using var connection = await SecretProvider.ConnectAsync(_redis!.Address, "");
        await using var one = await StartAsync(1);
        await LearnAsync(one);
        await using var other = await StartAsync(2);
        await LearnAsync(other);
        foreach (var app in (WebApplication[])[one, other])
        {
            Assert.Equal(1, (await app.Services.GetRequiredService<InProcessClient>().GetStatusAsync("m")).Position);
            Assert.Single(await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true));
            await app.StopAsync();
        }

        async Task<WebApplication> StartAsync(int database)
        {
            var app = Build(builder =>
            {
                AddOnlineMl(builder, connection);
                builder.Services.Configure<OnlineMlRedisOptions>(o => o.Database = database);
            });
            await app.StartAsync();
            await UntilAsync(() => app.Services.GetRequiredService<BackgroundSilo>().IsReady);
            return app;
        }
    }

    [Fact]
    public void WithoutRedis_ThereIsNoCluster()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddOnlineMlServing().UseCluster());
        Assert.Contains("UseRedis", refused.Message, StringComparison.Ordinal);
    }

    [RedisFact]
    public void FaultyOptions_AreAllNamedAtTheStart()
    {
        var faults = Assert.Throws<OptionsValidationException>(() => Build(builder =>
        {
            AddOnlineMl(builder, 0);
            builder.Services.Configure<OnlineMlClusterOptions>(o => (o.ClusterId, o.MaxLag) = ("a b", TimeSpan.Zero));
            builder.Configuration["OnlineMl:Cluster:HotRate"] = "many";
        }));
        Assert.All(["Port", "ClusterId", "MaxLag", "HotRate"], option => Assert.Contains(option, faults.Message, StringComparison.Ordinal));
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    // Redis may be slow to answer on a busy machine, and who is told to come back does.
    private static async Task LearnAsync(WebApplication app)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var key = Guid.NewGuid().ToString();
        await UntilAsync(async () =>
        {
            try
            {
                await app.Services.GetRequiredService<InProcessClient>().EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "m");
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.Unavailable)
            {
                return false;
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("api/learn", UriKind.Relative));
            request.Headers.Add(WireHeaders.IdempotencyKey, key);
            request.Content = new StringContent("""{"model": "m", "features": {"x": 1}, "ground_truth": 2}""", Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request);
            Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable]);
            return answer.StatusCode == HttpStatusCode.Created;
        });
    }

    private async Task<IReadOnlyList<long>> SnapshotsAsync()
    {
        await using var services = new ServiceCollection().AddLogging().AddOnlineMlServing().UseRedis(_redis!.Address).Services.BuildServiceProvider();
        await using var log = await services.GetRequiredService<IModelStore>().OpenAsync("m", CancellationToken.None);
        return await log!.ListSnapshotsAsync(CancellationToken.None);
    }

    private WebApplication Build(Action<WebApplicationBuilder> configure, int? port = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        configure(builder);
        if (!builder.Services.Any(service => service.ServiceType == typeof(ModelHost)))
        {
            AddOnlineMl(builder, port ?? ServerPorts.Find());
        }

        var app = builder.Build();
        app.MapOnlineMl();
        return app;
    }

    private void AddOnlineMl(WebApplicationBuilder builder, int port) => builder.Services.AddOnlineMl()
        .UseRedis($"{_redis!.Address},connectTimeout=3000", o => o.MaxWait = TimeSpan.FromSeconds(1))
        .UseCluster(o => (o.ClusterId, o.Port, o.Address) = ("applications", port, "127.0.0.1"));

    private static void AddOnlineMl(WebApplicationBuilder builder, IConnectionMultiplexer connection)
    {
        builder.Services.AddSingleton(connection);
        builder.Services.AddOnlineMl().UseRedis().UseCluster(o => (o.ClusterId, o.Port, o.Address) = ("applications", ServerPorts.Find(), "127.0.0.1"));
    }

    /// <summary>A silo that begins to leave, or to join where there is none within, and never ends it whatever it is told.</summary>
    private sealed class StuckSilo(IHostedService? silo) : IHostedService
    {
        private readonly TaskCompletionSource _never = new();

        public Task StartAsync(CancellationToken cancellationToken) => silo?.StartAsync(cancellationToken) ?? _never.Task;

        public Task StopAsync(CancellationToken cancellationToken) => _never.Task;
    }
}
