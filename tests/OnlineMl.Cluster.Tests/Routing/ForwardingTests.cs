using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Cluster.Grains;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Calls;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Mixing;
using Orleans;
using Orleans.Hosting;

namespace OnlineMl.Cluster.Tests.Routing;

/// <summary>Calls on their way to the owner of a model, which is another application in this process and can be made to keep them waiting.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private const string TakeOvers = "onlineml.cluster.takeovers";

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(2);

    private readonly RedisProcess? _redis = RedisProcess.WhyNot is null ? new RedisProcess() : null;
    private readonly SlowOwner _slow = new();
    private readonly List<ClusterApplication> _servers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _slow.LetGo();
        foreach (var server in _servers)
        {
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

    [RedisFact]
    public async Task AnOwnerThatAServerDoesWithout_IsATakeOverOnItsMeter()
    {
        var router = await StartAsync(maxWait: TimeSpan.FromSeconds(2));
        var asked = _servers.Single(server => server.Services.GetRequiredService<ClusterRouter>() == router);
        using var ofAsked = new MeterReadings(asked.Services);
        using var ofOwner = new MeterReadings(_servers.Single(server => server != asked).Services);
        var before = (ofAsked.Read(TakeOvers), ofOwner.Read(TakeOvers));
        _slow.Hold();
        _slow.PingFault = new InvalidOperationException("It is not to be found.");

        // All calls that wait in vain for one owner are one take-over.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(call => router.TakeAsync(EventKind.Learn, Learn($"late{call}"), CancellationToken.None)));
        Assert.Equal((before.Item1 + 1, before.Item2), (ofAsked.Read(TakeOvers), ofOwner.Read(TakeOvers)));
    }

    [RedisFact]
    public async Task AnOwnerThatAnswersWithAFaultWhenItIsLookedFor_IsLookedForUntilItIsThere()
    {
        var router = await StartAsync(maxWait: TimeSpan.FromSeconds(2));
        _slow.Hold();
        _slow.PingFault = new InvalidOperationException("Nobody expects this.");
        Assert.Null(await router.TakeAsync(EventKind.Learn, Learn("late"), CancellationToken.None));
        await ClusterApplication.UntilAsync(() => _slow.Pings >= 1);
        Assert.True(router.IsHere("m"));

        _slow.LetGo();
        _slow.PingFault = null;
        await ClusterApplication.UntilAsync(() => !router.IsHere("m"));
        await ClusterApplication.UntilAsync(async () => await router.TakeAsync(EventKind.Learn, Learn("next"), CancellationToken.None) is not null);
    }

    [RedisFact]
    public async Task AShareWhoseOwnerDoesNotAnswerInTime_IsMergedHere()
    {
        var router = await StartAsync(maxWait: TimeSpan.FromSeconds(2));
        var step = new MixingStep("", new MixingRound(1, []), [], IsForced: false);
        _slow.Hold();
        Assert.Null(await router.MixAsync("m", step, CancellationToken.None));

        // Its owner is asked again as soon as it answers.
        _slow.LetGo();
        await ClusterApplication.UntilAsync(async () => await router.MixAsync("m", step, CancellationToken.None) is not null);
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
            _servers.Add(await ClusterApplication.StartAsync(_redis!.Address, o => o.MaxWait = maxWait, silo => silo.AddIncomingGrainCallFilter(_slow.FilterAsync)));
        }

        await _servers[0].Services.GetRequiredService<InProcessClient>().EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "m");
        var first = _servers[0].Services.GetRequiredService<ClusterRouter>();
        using var limit = new CancellationTokenSource(MaxWait);
        for (var i = 0; !_servers.Exists(server => server.Services.GetRequiredService<OwnedModels>().Contains("m")); i++)
        {
            await first.TakeAsync(EventKind.Learn, Learn($"first{i}"), limit.Token);
        }

        var router = _servers.Find(server => !server.Services.GetRequiredService<OwnedModels>().Contains("m"))!.Services.GetRequiredService<ClusterRouter>();
        await ClusterApplication.UntilAsync(() => !router.IsHere("m"));
        return router;
    }

    /// <summary>Keeps calls waiting before the owner has them, as long as they are not cancelled.</summary>
    private sealed class SlowOwner
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _letGo;
        private int _pings;

        public Task Arrived => _arrived.Task;

        public Task Cancelled => _cancelled.Task;

        /// <summary>What those are told who look for the owner, instead of its answer; null for its answer.</summary>
        public Exception? PingFault { get; set; }

        /// <summary>How often they were told that.</summary>
        public int Pings => Volatile.Read(ref _pings);

        public void Hold() => Volatile.Write(ref _letGo, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void LetGo() => Interlocked.Exchange(ref _letGo, null)?.TrySetResult();

        public async Task FilterAsync(IIncomingGrainCallContext call)
        {
            if (PingFault is { } fault && call.InterfaceMethod.Name == nameof(IModelGrain.PingAsync))
            {
                Interlocked.Increment(ref _pings);
                throw fault;
            }

            if (Volatile.Read(ref _letGo) is { } letGo && call.InterfaceMethod.Name is nameof(IModelGrain.TakeAsync) or nameof(IModelGrain.MixAsync))
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
