using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OnlineMl.Cluster.Diagnostics;
using OnlineMl.Cluster.Routing;
using OnlineMl.Contracts;
using OnlineMl.Redis.Tests;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Tests.Storage;

namespace OnlineMl.Cluster.Tests.Routing;

/// <summary>Which models a server keeps copies of, on a clock that is set forward by hand.</summary>
public sealed class CopiedModelsTests : IAsyncLifetime
{
    private const string Lag = "onlineml.cluster.lag";

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _clock = new();
    private readonly HookedStore _store = HookedStore.Open();
    private readonly ServiceProvider _services;

    public CopiedModelsTests() =>
        _services = new ServiceCollection().AddLogging().AddOnlineMlServing().Services.AddSingleton<IModelStore>(_store).BuildServiceProvider();

    public async Task InitializeAsync()
    {
        await _services.GetRequiredService<ModelHost>().StartAsync(CancellationToken.None);
        var client = _services.GetRequiredService<InProcessClient>();
        await client.EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "asked");
        await client.EnsureModelAsync(Flavor.Regression, "\"LinearRegression\"", "other");
    }

    public async Task DisposeAsync()
    {
        await _services.GetRequiredService<ModelHost>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task AModelThatIsAskedOften_IsCopied_UntilItIsNot()
    {
        using var copies = Make(o => (o.Copies, o.HotRate) = (CopyMode.Hot, 50));
        await copies.StartAsync(CancellationToken.None);

        // 50 a second and more: the next prediction is answered here.
        await StepUntilAsync(() => Ask(copies, "asked", 60));
        Assert.True(copies.IsKept("asked"));
        Assert.False(copies.MayAnswer("other"));
        Assert.False(copies.IsKept("other"));

        // It stays while it is asked that often, however long that is.
        for (var i = 0; i < 4 * 60; i++)
        {
            _clock.Advance(Step);
            Ask(copies, "asked", 60);
        }

        await StepUntilAsync(() => Ask(copies, "asked", 60));
        Assert.True(copies.IsKept("asked"));

        // Asked now and then, it is let go half a minute later, and no longer answers.
        for (var i = 0; i < 4 * 40; i++)
        {
            _clock.Advance(Step);
        }

        await StepUntilAsync(() => !copies.IsKept("asked") && !copies.MayAnswer("asked"));
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AModelThatSomebodyListensToHere_IsCopied_AndAnswersNothing()
    {
        using var copies = Make(_ => { });
        await copies.StartAsync(CancellationToken.None);
        using (_services.GetRequiredService<ModelHost>().Events.Listen(new StreamRequest("asked")))
        {
            await StepUntilAsync(() => copies.IsKept("asked") && copies.MeasureLags().Any());
            Assert.False(copies.MayAnswer("asked"));
            Assert.False(copies.IsKept("other"));
        }

        await StepUntilAsync(() => !copies.IsKept("asked"));
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AModelThatIsAskedSeldom_IsNotCopied()
    {
        using var copies = Make(o => (o.Copies, o.HotRate) = (CopyMode.Hot, 50));
        await copies.StartAsync(CancellationToken.None);
        for (var i = 0; i < 200; i++)
        {
            // Eight a second, as each step is a quarter of one.
            Assert.False(Ask(copies, "asked", 2));
            _clock.Advance(Step);
            await Task.Yield();
        }

        Assert.False(copies.IsKept("asked"));
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WhatIsSaidOfOneModel_CountsMoreThanWhatIsSaidOfAll()
    {
        using var copies = Make(o =>
        {
            o.Copies = CopyMode.All;
            o.Copy("other", CopyMode.None);
        });
        await copies.StartAsync(CancellationToken.None);
        await StepUntilAsync(() => copies.MayAnswer("asked"));
        Assert.False(copies.MayAnswer("other"));
        Assert.False(copies.IsKept("other"));
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ACopyThatFails_IsTriedAgain()
    {
        using var copies = Make(o => o.Copies = CopyMode.All);
        var failures = 0;
        _store.CatchingUp = (_, _) => Interlocked.Increment(ref failures) <= 4 ? throw new InvalidOperationException("Nobody expects this.") : Task.CompletedTask;
        await copies.StartAsync(CancellationToken.None);
        await StepUntilAsync(() => copies.MayAnswer("asked") && copies.MayAnswer("other"));
        Assert.True(failures > 4);
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ACopyThatTakesLong_KeepsNoOtherWaiting()
    {
        using var copies = Make(o => o.Copies = CopyMode.All);
        var catchingUp = 0;
        _store.CatchingUp = async (name, cancellationToken) =>
        {
            if (name == "other")
            {
                Interlocked.Increment(ref catchingUp);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        await copies.StartAsync(CancellationToken.None);
        await StepUntilAsync(() => Volatile.Read(ref catchingUp) == 1);
        for (var i = 0; i < 3; i++)
        {
            // Longer than a copy is good for.
            _clock.Advance(2 * new OnlineMlClusterOptions().MaxLag);
            await StepUntilAsync(() => copies.MayAnswer("asked"));
        }

        Assert.False(copies.MayAnswer("other"));
        Assert.Equal(1, catchingUp);
        await copies.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task HowOldACopyIs_IsOnTheMeter()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var meter = new MeterReadings(services);
        using var copies = Make(o => o.Copies = CopyMode.All, services.GetRequiredService<IMeterFactory>());
        var catchingUp = 0;
        await copies.StartAsync(CancellationToken.None);
        await StepUntilAsync(() => copies.MayAnswer("asked") && copies.MayAnswer("other"));

        // One copy does not get on, while the other does.
        _store.CatchingUp = async (name, cancellationToken) =>
        {
            if (name == "asked")
            {
                Interlocked.Increment(ref catchingUp);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        };
        await StepUntilAsync(() => Volatile.Read(ref catchingUp) == 1);
        var before = meter.Read(Lag, "asked")!.Value;
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(before + 7, meter.Read(Lag, "asked")!.Value, 1e-9);
        await StepUntilAsync(() => meter.Read(Lag, "other") < 7);
        Assert.InRange(meter.Read(Lag, "asked")!.Value, before + 7, double.MaxValue);
        await copies.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(CopyMode.Hot)]
    [InlineData(CopyMode.All)]
    public async Task AModelThatIsDeleted_IsCopiedNoLonger(CopyMode mode)
    {
        using var copies = Make(o => (o.Copies, o.HotRate) = (mode, 50));
        await copies.StartAsync(CancellationToken.None);
        await StepUntilAsync(() => Ask(copies, "asked", 60) && copies.IsKept("asked"));
        await _services.GetRequiredService<InProcessClient>().DeleteModelAsync("asked");
        await StepUntilAsync(() => !copies.IsKept("asked"));
        await copies.StopAsync(CancellationToken.None);
    }

    private static bool Ask(CopiedModels copies, string model, int times)
    {
        var mayAnswer = false;
        for (var i = 0; i < times; i++)
        {
            mayAnswer = copies.MayAnswer(model);
        }

        return mayAnswer;
    }

    private CopiedModels Make(Action<OnlineMlClusterOptions> configure, IMeterFactory? meters = null)
    {
        var options = new OnlineMlClusterOptions();
        configure(options);
        return new CopiedModels(
            _services, new OwnedModels(), new ClusterInstruments(meters), Options.Create(options), _services.GetRequiredService<IOptions<OnlineMlServingOptions>>(), _clock,
            NullLogger<CopiedModels>.Instance);
    }

    // The copies look at the clock behind a timer of theirs, in a moment that the test cannot see.
    private async Task StepUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
            _clock.Advance(Step);
        }
    }
}
