using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnlineMl.Cluster.Grains;
using OnlineMl.Cluster.Routing;
using OnlineMl.Cluster.Silo;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using Orleans;
using Orleans.Hosting;

namespace OnlineMl.Cluster.Tests.Routing;

/// <summary>Calls on their way to the owner of a model, which is another application in this process and can be made to keep them waiting.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2);

    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;
    private readonly SlowOwner _slow = new();
    private readonly List<WebApplication> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _slow.LetGo();
        foreach (var server in _servers)
        {
            // Orleans waits for two minutes where it was not stopped.
            await server.StopAsync();
            await server.DisposeAsync();
        }

        _redis?.Dispose();
    }

    [RedisFact]
    public async Task ACallThatIsCancelled_IsCancelledAtTheOwner()
    {
        var router = await StartAsync(maxWait: TimeSpan.FromMinutes(1));
        using var cancelling = new CancellationTokenSource();
        _slow.Hold();
        var call = router.TakeAsync(EventKind.Learn, Learn("cancelled"), cancelling.Token);
        await _slow.Arrived.WaitAsync(MaxWait);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _slow.Cancelled.WaitAsync(MaxWait);

        // That is no reason to take the owner for dead.
        _slow.LetGo();
        Assert.False(router.IsHere("m"));
        Assert.NotNull(await router.TakeAsync(EventKind.Learn, Learn("next"), CancellationToken.None));
    }

    [RedisFact]
    public async Task ACallThatTheOwnerDoesNotAnswerInTime_IsCancelledThere_AndDoneHere()
    {
        var router = await StartAsync(maxWait: TimeSpan.FromSeconds(2));
        _slow.Hold();
        Assert.Null(await router.TakeAsync(EventKind.Learn, Learn("late"), CancellationToken.None));
        Assert.True(router.IsHere("m"));
        await _slow.Cancelled.WaitAsync(MaxWait);
    }

    private static OwnedCall Learn(string key) => new()
    {
        Model = "m",
        Features = """{"x": 1}"""u8.ToArray(),
        GroundTruth = "2"u8.ToArray(),
        IdempotencyKey = key,
    };

    /// <summary>Starts two servers with a model.</summary>
    /// <returns>The way to its owner from the one that does not own it.</returns>
    private async Task<ClusterRouter> StartAsync(TimeSpan maxWait)
    {
        for (var i = 0; i < 2; i++)
        {
            _servers.Add(Build(maxWait));
            await _servers[i].StartAsync();
            await UntilAsync(() => _servers[i].Services.GetRequiredService<BackgroundSilo>().IsReady);
        }

        await _servers[0].Services.GetRequiredService<InProcessClient>().EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "m");
        var first = _servers[0].Services.GetRequiredService<ClusterRouter>();
        using var limit = new CancellationTokenSource(MaxWait);
        for (var i = 0; !_servers.Exists(server => server.Services.GetRequiredService<OwnedModels>().Contains("m")); i++)
        {
            await first.TakeAsync(EventKind.Learn, Learn($"first{i}"), limit.Token);
        }

        var router = _servers.Find(server => !server.Services.GetRequiredService<OwnedModels>().Contains("m"))!.Services.GetRequiredService<ClusterRouter>();
        await UntilAsync(() => !router.IsHere("m"));
        return router;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private WebApplication Build(TimeSpan maxWait)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Host.UseOrleans(silo => silo.AddIncomingGrainCallFilter(_slow.FilterAsync));
        builder.Services.AddOnlineMl()
            .UseRedis(_redis!.Address)
            .UseCluster(o => (o.ClusterId, o.Port, o.Address, o.MaxWait) = ("forwarding", ServerPorts.Find(), "127.0.0.1", maxWait));
        var app = builder.Build();
        app.MapOnlineMl();
        return app;
    }

    /// <summary>Keeps calls waiting before the owner has them, as long as they are not cancelled.</summary>
    private sealed class SlowOwner
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _letGo;

        public Task Arrived => _arrived.Task;

        public Task Cancelled => _cancelled.Task;

        public void Hold() => Volatile.Write(ref _letGo, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void LetGo() => Interlocked.Exchange(ref _letGo, null)?.TrySetResult();

        public async Task FilterAsync(IIncomingGrainCallContext call)
        {
            if (Volatile.Read(ref _letGo) is { } letGo && call.InterfaceMethod.Name == nameof(IModelGrain.TakeAsync))
            {
                _arrived.TrySetResult();
                try
                {
                    await letGo.Task.WaitAsync(call.Request.GetCancellationToken());
                }
                catch (OperationCanceledException)
                {
                    _cancelled.TrySetResult();
                    throw;
                }
            }

            await call.Invoke();
        }
    }
}
