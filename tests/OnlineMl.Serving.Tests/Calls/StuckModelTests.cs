using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Calls;

/// <summary>A model whose learner hangs costs its own callers only.</summary>
[Collection(nameof(FragileRegressor))]
public sealed class StuckModelTests : IDisposable
{
    // Long enough that a busy machine makes no model look stuck that is not.
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("onlineml-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.None)]
    public async Task Calls_DoNotWaitOnTheirThread_AndAreAnsweredInTheEnd(Durability? durability)
    {
        await using var service = await StartAsync(durability, options => options.Call.GenerateIdentifiers = false);
        var client = service.Client;
        var waiting = new List<Task>();
        using (var learner = new HeldLearner())
        {
            var held = Task.Run(() => client.LearnAsync(Learn("stuck", 1, HeldLearner.Target)));
            await learner.WaitAsync(Patience);

            // None of these comes back to this thread before the learner is let go when a thread waits for it.
            for (var i = 0; i < 100; i++)
            {
                waiting.Add(client.PredictAsync(Predict("stuck", i)));
                waiting.Add(client.PredictAsync(Predict("stuck", i, $"{i}")));
                waiting.Add(client.LearnAsync(Learn("stuck", i, i)));
                waiting.Add(client.GetMetricsAsync("stuck"));
            }

            waiting.Add(client.ExportModelAsync("stuck", Stream.Null));
            waiting.Add(client.SaveModelAsync("stuck"));
            await client.LearnAsync(Learn("other", 1, 2)).WaitAsync(Patience);
            await client.PredictAsync(Predict("other", 1)).WaitAsync(Patience);
            Assert.True(service.Host.Health.IsReady);
            Assert.DoesNotContain(waiting, call => call.IsCompleted);
            waiting.Add(held);
        }

        await Task.WhenAll(waiting).WaitAsync(Patience);
        Assert.Equal(101, (await client.GetStatsAsync("stuck")).Learn.Calls);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Durability.Fsync)]
    public async Task SoManyCallsMayWait_AndFurtherOnesMayComeAgain(Durability? durability)
    {
        await using var service = await StartAsync(durability, options => options.Call.MaxWaitingCalls = 10);
        using var learner = new HeldLearner();
        var waiting = new List<Task> { Task.Run(() => service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target))) };
        await learner.WaitAsync(Patience);
        for (var i = 0; i < 10; i++)
        {
            waiting.Add(service.Client.PredictAsync(Predict("stuck", i)));
        }

        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => service.Client.LearnAsync(Learn("stuck", 1, 1)).WaitAsync(Patience));
        Assert.Equal((RefusalKind.Unavailable, true), (refusal.Kind, refusal.RetryAfter > TimeSpan.Zero));
        learner.Dispose();
        await Task.WhenAll(waiting).WaitAsync(Patience);
        await service.Client.LearnAsync(Learn("stuck", 1, 1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Durability.Fsync)]
    [InlineData(Durability.None)]
    public async Task StuckModel_IsReported_RefusesCallsAtOnce_AndCanBeDeleted(Durability? durability)
    {
        await using var service = await StartAsync(durability, options => options.Call.BusyAfter = Busy);
        var client = service.Client;
        using var learner = new HeldLearner();
        var held = Task.Run(() => client.LearnAsync(Learn("stuck", 1, HeldLearner.Target)));
        await learner.WaitAsync(Patience);
        var waiting = client.PredictAsync(Predict("stuck", 1));
        Assert.Equal(RefusalKind.Unavailable, (await Assert.ThrowsAsync<OnlineMlException>(() => waiting.WaitAsync(Patience))).Kind);
        Assert.Contains("busy", (await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("stuck", 1, 1)).WaitAsync(Patience))).Message, StringComparison.Ordinal);

        var status = await client.GetStatusAsync("stuck").WaitAsync(Patience);
        Assert.Contains("busy with event 1 for", Assert.Single(status.Faults), StringComparison.Ordinal);
        Assert.Contains("stuck: The model has been busy with event 1", Assert.Single(service.Host.Health.Problems), StringComparison.Ordinal);
        Assert.True(service.Host.Health.IsReady);

        await client.DeleteModelAsync("stuck").WaitAsync(Patience);
        Assert.Equal(RefusalKind.ModelNotFound, (await Assert.ThrowsAsync<OnlineMlException>(() => client.GetStatusAsync("stuck"))).Kind);
        Assert.Empty(service.Host.Health.Problems);
        await client.CreateModelAsync("regression", "\"Fragile\"", "stuck").WaitAsync(Patience);
        await client.LearnAsync(Learn("stuck", 1, 1)).WaitAsync(Patience);
        learner.Dispose();
        await Record.ExceptionAsync(() => held.WaitAsync(Patience));
        await client.LearnAsync(Learn("stuck", 1, 1)).WaitAsync(Patience);
        Assert.Equal(2, (await client.GetStatusAsync("stuck")).Position);
    }

    [Fact]
    public async Task ManyStuckModels_HoldUpNoOther()
    {
        await using var service = await StartAsync(Durability.Fsync);
        using var learner = new HeldLearner();
        var held = new List<Task>();
        for (var i = 0; i < 70; i++)
        {
            await service.Client.CreateModelAsync("regression", "\"Fragile\"", $"stuck-{i}");
            held.Add(service.Client.LearnAsync(Learn($"stuck-{i}", 1, HeldLearner.Target)));
        }

        await service.Client.LearnAsync(Learn("other", 1, 2)).WaitAsync(Patience);
        for (var i = 0; i < held.Count; i++)
        {
            await learner.WaitAsync(Patience);
        }

        await service.Client.LearnAsync(Learn("other", 1, 2)).WaitAsync(Patience);
        learner.Dispose();
        await Task.WhenAll(held).WaitAsync(Patience);
    }

    [Fact]
    public async Task ReplayThatHangs_KeepsCallersNotWaiting_AndCanBeDeleted()
    {
        string copy;
        await using (var service = await StartAsync(Durability.Fsync))
        {
            await service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
            await service.Client.LearnAsync(Learn("other", 1, 1));
            copy = CopyOf(_folder);
        }

        using var learner = new HeldLearner();
        await using (var restarted = new ServiceInFolder(copy, options => options.Call.BusyAfter = Busy))
        {
            await restarted.Client.LearnAsync(Learn("other", 1, 2)).WaitAsync(Patience);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => restarted.Client.GetStatusAsync("stuck").WaitAsync(Patience));
            Assert.Contains("busy with event 1 of its log", refusal.Message, StringComparison.Ordinal);
            await restarted.Client.DeleteModelAsync("stuck").WaitAsync(Patience);
            Assert.Equal(["other"], await restarted.Client.GetModelsAsync());
            learner.Dispose();
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task StuckModel_DoesNotKeepTheServiceFromEnding()
    {
        using var learner = new HeldLearner();
        await using (var service = await StartAsync(Durability.Fsync, options => options.Call.BusyAfter = Busy))
        {
            _ = service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
            await learner.WaitAsync(Patience);
            await service.Client.LearnAsync(Learn("other", 1, 2)).WaitAsync(Patience);
            await service.DisposeAsync().AsTask().WaitAsync(Patience);
        }

        learner.Dispose();
        await using var restarted = new ServiceInFolder(_folder);
        var status = await restarted.Client.GetStatusAsync("other");
        Assert.Equal((1, 1), (status.Position, status.SnapshotPosition));
        Assert.Equal(1, (await restarted.Client.GetStatusAsync("stuck")).Position);
    }

    private async Task<ServiceInFolder> StartAsync(Durability? durability, Action<OnlineMlServingOptions>? configure = null)
    {
        var service = new ServiceInFolder(durability is null ? null : _folder, options =>
        {
            options.Storage.Durability = durability ?? Durability.Fsync;
            options.Call.BusyAfter = TimeSpan.FromHours(1);
            configure?.Invoke(options);
        });
        await service.Client.CreateModelAsync("regression", "\"Fragile\"", "stuck");
        await service.Client.CreateModelAsync("regression", "\"Fragile\"", "other");
        return service;
    }
}
