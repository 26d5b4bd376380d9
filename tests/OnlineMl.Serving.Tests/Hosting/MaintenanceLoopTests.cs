using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Diagnostics;
using OnlineMl.Serving.Hosting;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Models are saved and unloaded whether an application runs them or not, and whatever befalls that once.</summary>
public sealed class MaintenanceLoopTests
{
    [Fact]
    public async Task WhatFails_IsTriedAgain_AlsoWhereNobodyCanBeTold()
    {
        using var lifetime = new HostLifetime(_ => Task.CompletedTask);
        using var context = new ServingContext(new OnlineMlServingOptions(), ComponentCatalog.BuiltIn, TimeProvider.System, new ServingInstruments(null), NullLogger.Instance);
        var isTriedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tries = 0;
        var loop = new MaintenanceLoop(
            _ =>
            {
                if (tries++ == 0)
                {
                    throw new InvalidOperationException("a bug");
                }

                isTriedAgain.TrySetResult();
                return Task.CompletedTask;
            },
            context,
            lifetime,
            new BrokenLogger());
        loop.Start();
        context.RequestMaintenance();
        await isTriedAgain.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await lifetime.TryStopAsync();
        await loop.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task WithoutAnApplication_AModelIsSaved_AndTakesMoreThanItsLogMayHold()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddOnlineMlServing().UseMemory().Configure<OnlineMlStorageOptions>(o => (o.MaxLogBytes, o.SnapshotEvents) = (1 << 20, int.MaxValue));
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<InProcessClient>();
        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var learned = 0; learned < 60_000;)
        {
            try
            {
                await client.LearnAsync(Learn("m", learned % 10, 2 * (learned % 10)));
                learned++;
            }
            catch (OnlineMlException e) when (e.Kind == RefusalKind.StorageFull)
            {
                // Nobody has saved it yet on a busy machine.
                await Task.Delay(10, limit.Token);
            }
        }

        var status = await client.GetStatusAsync("m");
        Assert.Equal(60_000, status.Position);
        Assert.True(status.SnapshotPosition > 0);
    }

    private sealed class BrokenLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("The log is full.");
    }
}
