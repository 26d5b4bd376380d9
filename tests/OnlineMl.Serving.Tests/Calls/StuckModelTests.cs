using OnlineMl.Contracts;
using OnlineMl.Serving.Hosting;
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
    public async Task SoManyCallsMayWaitForAModelThatIsLoaded_AndFurtherOnesMayComeAgain()
    {
        string copy;
        await using (var service = await StartAsync(Durability.Fsync))
        {
            await service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
            copy = CopyOf(_folder);
        }

        await using (var restarted = new ServiceInFolder(copy, options => (options.Call.BusyAfter, options.Call.MaxWaitingCalls) = (TimeSpan.FromHours(1), 10)))
        {
            using var learner = new HeldLearner();
            var waiting = Enumerable.Range(0, 9).Select(Task (i) => restarted.Client.LearnAsync(Learn("stuck", i, i)))
                .Append(restarted.Client.GetMetricsAsync("stuck")).ToList();
            await learner.WaitAsync(Patience);
            foreach (var call in new Func<Task>[] { () => restarted.Client.LearnAsync(Learn("stuck", 1, 1)), () => restarted.Client.GetStatusAsync("stuck") })
            {
                var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => call().WaitAsync(Patience));
                Assert.Equal((RefusalKind.Unavailable, "MaxWaitingCalls", true), (refusal.Kind, refusal.Limit, refusal.RetryAfter > TimeSpan.Zero));
            }

            learner.Dispose();
            await Task.WhenAll(waiting).WaitAsync(Patience);
            await restarted.Client.LearnAsync(Learn("stuck", 1, 1));
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

    [Fact]
    public async Task StuckModel_DoesNotKeepTheOthersFromBeingSaved()
    {
        await using var service = await StartAsync(Durability.Fsync, options => (options.Call.BusyAfter, options.Storage.SnapshotEvents) = (Busy, 1));
        using var learner = new HeldLearner();
        var held = service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
        await learner.WaitAsync(Patience);
        await service.Client.LearnAsync(Learn("other", 1, 2));

        await service.Host.MaintainAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(1, (await service.Client.GetStatusAsync("other")).SnapshotPosition);
        Assert.Equal(0, EntryOf(service, "stuck").Loaded!.Snapshot.Position);

        // What was due of the stuck one is done when it is free.
        learner.Dispose();
        await held.WaitAsync(Patience);
        await UntilAsync(() => EntryOf(service, "stuck").Loaded!.Snapshot.Position == 1);
    }

    [Fact]
    public async Task StuckModel_DoesNotKeepTheOthersFromBeingSavedAtTheEnd()
    {
        using var learner = new HeldLearner();
        await using (var service = await StartAsync(
            Durability.None, options => (options.Call.BusyAfter, options.Storage.SnapshotEvents) = (Busy, 2), isMaintained: true))
        {
            await service.Client.LearnAsync(Learn("stuck", 1, 1));
            _ = Task.Run(() => service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target)));
            await learner.WaitAsync(Patience);
            await service.Client.LearnAsync(Learn("other", 1, 1));
            await service.Client.LearnAsync(Learn("other", 1, 2));
            await UntilAsync(() => EntryOf(service, "other").Loaded!.Snapshot.Position == 2);
            await service.Client.LearnAsync(Learn("other", 1, 3));
            var host = service.Host;
            await service.DisposeAsync().AsTask().WaitAsync(Patience);
            Assert.Equal(["stuck"], host.UnsavedModels);
        }

        learner.Dispose();
        await using var restarted = new ServiceInFolder(_folder);
        Assert.Equal(3, (await restarted.Client.GetStatusAsync("other")).SnapshotPosition);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoNoLongerWaitsForAStuckModelToLeave_LeavesItAsItWas(bool isDeletion)
    {
        await using var service = await StartAsync(Durability.Fsync);
        using var learner = new HeldLearner();
        var held = service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
        await learner.WaitAsync(Patience);
        using var wait = new CancellationTokenSource();
        var leaving = isDeletion ? service.Client.DeleteModelAsync("stuck", wait.Token) : service.Host.UnloadAsync("stuck", wait.Token);
        await UntilAsync(() => EntryOf(service, "stuck").Leaving is not null);
        await wait.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.WaitAsync(Patience));

        learner.Dispose();
        await held.WaitAsync(Patience);
        await Task.Run(() => service.Client.LearnAsync(Learn("stuck", 1, 1))).WaitAsync(Patience);
        Assert.Equal(2, (await service.Client.GetStatusAsync("stuck")).Position);
    }

    [Fact]
    public async Task StuckModelThatIsToBeSaved_CanBeDeleted()
    {
        await using var service = await StartAsync(Durability.Fsync, options => options.Call.BusyAfter = Busy);
        using var learner = new HeldLearner();
        var held = service.Client.LearnAsync(Learn("stuck", 1, HeldLearner.Target));
        await learner.WaitAsync(Patience);
        var saving = service.Client.SaveModelAsync("stuck");

        await service.Client.DeleteModelAsync("stuck").WaitAsync(Patience);
        await Assert.ThrowsAsync<OnlineMlException>(() => saving.WaitAsync(Patience));
        Assert.Equal(["other"], await service.Client.GetModelsAsync());
        learner.Dispose();
        await Record.ExceptionAsync(() => held.WaitAsync(Patience));
    }

    private static ModelEntry EntryOf(ServiceInFolder service, string model) => service.Host.Entries.Single(entry => entry.Name == model);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private async Task<ServiceInFolder> StartAsync(Durability? durability, Action<OnlineMlServingOptions>? configure = null, bool isMaintained = false)
    {
        var service = new ServiceInFolder(durability is null ? null : _folder, options =>
        {
            options.Storage.Durability = durability ?? Durability.Fsync;
            options.Call.BusyAfter = TimeSpan.FromHours(1);
            configure?.Invoke(options);
        });
        service.Host.IsMaintained = isMaintained;
        await service.Client.CreateModelAsync("regression", "\"Fragile\"", "stuck");
        await service.Client.CreateModelAsync("regression", "\"Fragile\"", "other");
        return service;
    }
}
