using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Cluster.Silo;
using Orleans.Hosting;

namespace OnlineMl.Cluster.Tests;

/// <summary>An application in this process that is part of a cluster, with others that a test starts.</summary>
internal sealed class ClusterApplication : IAsyncDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;

    private ClusterApplication(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts one, and waits until it is part of the cluster.</summary>
    public static async Task<ClusterApplication> StartAsync(string redis, Action<OnlineMlClusterOptions>? configure = null, Action<ISiloBuilder>? configureSilo = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Host.UseOrleans(silo => configureSilo?.Invoke(silo));
        builder.Services.AddOnlineMl()
            .UseRedis(redis)
            .UseCluster(o => (o.ClusterId, o.Port, o.Address) = ("tests", ServerPorts.Find(), "127.0.0.1"))
            .Services.Configure(configure ?? (_ => { }));
        var app = builder.Build();
        app.MapOnlineMl();
        await app.StartAsync();
        await UntilAsync(() => app.Services.GetRequiredService<BackgroundSilo>().IsReady);
        return new ClusterApplication(app);
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Orleans waits for two minutes where it was not stopped.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
