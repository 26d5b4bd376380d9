using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Storage.Conformance;

/// <summary>What a store promises that several servers share, beside what every store does: opened twice on the same place, it is two servers.</summary>
public abstract class SharedStoreConformance : ModelStoreConformance
{
    private const string Spec = """["StandardScaler", "LogisticRegression"]""";
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private IModelStore _one = null!;
    private IModelStore _two = null!;

    /// <inheritdoc/>
    protected override bool IsShared => true;

    private static CancellationToken None => CancellationToken.None;

    /// <inheritdoc/>
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        (_one, _two) = (await OpenStoreAsync(), await OpenStoreAsync());
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task TwoServers_GetAllEventsInOneOrderAndEachOnce()
    {
        const int Each = 1000;
        var (first, second) = (new RecordingSink(), new RecordingSink());
        await using var log = (await _one.CreateAsync("model", [], first, None))!;
        await using var other = (await _two.OpenAsync("model", second, None))!;
        await Task.WhenAll(Task.Run(() => Append(log, "one", Each)), Task.Run(() => Append(other, "two", Each)));
        await first.WaitForAsync(2 * Each);
        await second.WaitForAsync(2 * Each);

        Assert.False(first.WasCalledByTwoAtOnce || second.WasCalledByTwoAtOnce);
        Assert.Empty(first.Failed.Concat(second.Failed));
        Assert.Equal(Texts(first), Texts(second));
        Assert.Equal(Enumerable.Range(1, 2 * Each).Select(i => (long)i), first.Applied.Select(e => e.Position));
        foreach (var (sink, name) in new[] { (first, "one"), (second, "two") })
        {
            var own = sink.Applied.Where(e => e.Pending is not null).ToList();
            Assert.Equal(Enumerable.Range(0, Each).Select(i => $"{name} {i}"), own.Select(e => (string)e.Pending!));
            Assert.All(own, e => Assert.Equal((string)e.Pending!, Encoding.UTF8.GetString(e.Record)));
        }
    }

    [Fact]
    public async Task WhoCreatedAModel_IsKnownToAllServers_AsLongAsItIsThere()
    {
        await (await _one.CreateAsync("model", new ReadOnlySequence<byte>([1]), "ann", None))!.DisposeAsync();
        await (await _one.CreateAsync("nobodys", new ReadOnlySequence<byte>([1]), None))!.DisposeAsync();
        Assert.Equal(("ann", null), (await _two.FindCreatorAsync("model", None), await _two.FindCreatorAsync("nobodys", None)));
        Assert.Equal("ann", (await OpenHistoryAsync("model"))!.CreatedBy);
        await _two.DeleteAsync("model", None);
        Assert.Null(await _one.FindCreatorAsync("model", None));
        await (await _two.CreateAsync("model", new ReadOnlySequence<byte>([1]), None))!.DisposeAsync();
        Assert.Null(await _one.FindCreatorAsync("model", None));
    }

    [Fact]
    public async Task AModelIsToldFromALaterOneOfItsName()
    {
        Assert.Null(await _two.FindEpochAsync("model", None));
        var first = await CreateEpochAsync();
        Assert.Equal(first, await _two.FindEpochAsync("model", None));
        Assert.Equal([("model", first)], await _two.ListEpochsAsync(None));
        await using (var log = (await _two.OpenAsync("model", None))!)
        {
            Assert.Equal(first, log.Epoch);
        }

        await _two.DeleteAsync("model", None);
        Assert.Empty(await _one.ListEpochsAsync(None));
        Assert.NotEqual(first, await CreateEpochAsync());
    }

    [Fact]
    public async Task AModelThatIsToldByItsEpoch_IsDeleted_AndALaterOneOfItsNameIsNot()
    {
        var first = await CreateEpochAsync();
        Assert.True(await _two.DeleteAsync("model", first, None));
        Assert.False(await _two.DeleteAsync("model", first, None));
        var second = await CreateEpochAsync();
        Assert.False(await _two.DeleteAsync("model", first, None));
        Assert.Equal(second, await _one.FindEpochAsync("model", None));
        Assert.True(await _two.DeleteAsync("model", second, None));
        Assert.False(await _one.ExistsAsync("model", None));
    }

    [Fact]
    public async Task ModelsOfOthers_AreListedFoundAndTold()
    {
        await using var changes = _two.WatchAsync(None).GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(MaxWait));
        Assert.Equal(ModelChangeKind.Missed, changes.Current.Kind);
        await using (await _one.CreateAsync("model", [], new RecordingSink(), None))
        {
            Assert.Equal(["model"], await _two.ListAsync(None));
            Assert.True(await _two.ExistsAsync("model", None));
            Assert.Null(await _two.CreateAsync("model", ReadOnlySequence<byte>.Empty, None));
            Assert.True(await _two.DeleteAsync("model", None));
            Assert.False(await _one.ExistsAsync("model", None));
        }

        foreach (var kind in new[] { ModelChangeKind.Created, ModelChangeKind.Deleted })
        {
            Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(MaxWait));
            Assert.Equal(new ModelChange(kind, "model"), changes.Current);
        }
    }

    [Fact]
    public async Task CatchUp_BringsWhatOthersWereToldIsStored()
    {
        var (first, second) = (new RecordingSink(), new RecordingSink());
        await using var log = (await _one.CreateAsync("model", [], first, None))!;
        await using var other = (await _two.OpenAsync("model", second, None))!;
        for (var i = 1; i <= 50; i++)
        {
            Append(log, "one", 1);
            await first.WaitForAsync(i);
            await other.CatchUpAsync(None);
            Assert.Equal(i, second.Applied.Count);
            Assert.Equal(i, other.Position);
        }
    }

    [Fact]
    public async Task AModelDeletedByAnother_EndsItsLogsForGood()
    {
        var (first, second) = (new RecordingSink(), new RecordingSink());
        await using var log = (await _one.CreateAsync("model", [], first, None))!;
        Append(log, "one", 3);
        await first.WaitForAsync(3);
        Assert.True(await _two.DeleteAsync("model", None));
        await using var anew = (await _two.CreateAsync("model", [], second, None))!;

        Assert.Equal(LogEnd.Deleted, await first.WaitForEndAsync());
        Assert.Throws<StorageException>(() => log.Append("late"u8, null));
        await Assert.ThrowsAsync<StorageException>(async () => await log.CatchUpAsync(None));
        Assert.False(await log.WriteSnapshotAsync(3, [1], None));
        Assert.Equal([0], await anew.ListSnapshotsAsync(None));
        Append(anew, "two", 1);
        await second.WaitForAsync(1);
        Assert.Equal(["two 0"], Texts(second));
    }

    [Fact]
    public async Task WhatIsPendingWhenAModelIsDeleted_IsAppliedOrFails()
    {
        for (var round = 0; round < 20; round++)
        {
            var sink = new RecordingSink();
            await using var log = (await _one.CreateAsync("model", [], sink, None))!;
            var appended = 0;
            var appending = Task.Run(() =>
            {
                try
                {
                    for (; appended < 1000; appended++)
                    {
                        log.Append("event"u8, appended);
                    }
                }
                catch (StorageException)
                {
                    // The model is gone.
                }
            });
            await _two.DeleteAsync("model", None);
            await appending;
            await sink.WaitForAsync(appended);
            Assert.Equal(appended, sink.Applied.Count + sink.Failed.Count);
        }
    }

    [Fact]
    public async Task Snapshots_AreSharedAndTheNewestWins()
    {
        var sink = new RecordingSink();
        await using var log = (await _one.CreateAsync("model", [], sink, None))!;
        Append(log, "one", 20);
        await sink.WaitForAsync(20);
        await using var other = (await _two.OpenAsync("model", new RecordingSink(), None))!;
        Assert.True(await other.WriteSnapshotAsync(20, [20], None));
        Assert.False(await log.WriteSnapshotAsync(15, [15], None));

        Assert.Equal([20, 0], await log.ListSnapshotsAsync(None));
        Assert.Equal([20], await log.ReadWholeSnapshotAsync(20, None));
    }

    [Fact]
    public async Task ALogThatAnOperatorShortens_IsReadAnewByAll()
    {
        var (first, second) = (new RecordingSink(), new RecordingSink());
        await using var log = (await _one.CreateAsync("model", [], first, None))!;
        Append(log, "one", 10);
        await first.WaitForAsync(10);
        await using (var operators = await _two.OpenAsync("model", None))
        {
            await operators!.ContinueFromAsync(6, None);
            await operators.FollowAsync(6, second, None);
            Append(operators, "two", 8);
            await second.WaitForAsync(8);
        }

        await Assert.ThrowsAsync<StorageException>(async () => await log.CatchUpAsync(None));
        Assert.Equal(LogEnd.Rewritten, await first.WaitForEndAsync());
        Assert.Throws<StorageException>(() => log.Append("late"u8, null));
        await using var again = (await _one.OpenAsync("model", None))!;
        Assert.Equal(14, again.Position);
    }

    [Fact]
    public async Task AnEventThatIsPassedOver_IsPassedOverByAll()
    {
        var (first, second) = (new RecordingSink(), new RecordingSink());
        await using var log = (await _one.CreateAsync("model", [], first, None))!;
        await using var other = (await _two.OpenAsync("model", second, None))!;
        Append(log, "one", 3);
        await first.WaitForAsync(3);
        log.PassOver(2);

        Assert.Equal(LogEnd.Rewritten, await second.WaitForEndAsync());
        await using var again = (await _two.OpenAsync("model", None))!;
        Assert.Equal([2], again.PassedOver);
    }

    [Fact]
    public async Task AServerThatReadALogBeforeItWasRewritten_RewritesNothing()
    {
        var sink = new RecordingSink();
        await using var log = (await _one.CreateAsync("model", [], sink, None))!;
        Append(log, "one", 4);
        await sink.WaitForAsync(4);
        await using var late = (await _two.OpenAsync("model", None))!;
        log.PassOver(2);

        Assert.Throws<StorageException>(() => late.PassOver(3));
        await Assert.ThrowsAsync<StorageException>(() => late.ContinueFromAsync(3, None));
        await using var again = (await _two.OpenAsync("model", None))!;
        Assert.Equal([2], again.PassedOver);
        Assert.Equal(4, again.Position);
        again.PassOver(3);
        await again.ContinueFromAsync(3, None);
        Assert.Equal(3, again.Position);
    }

    [Fact]
    public async Task TwoHosts_AgreeWithEachOtherAndWithAFoldOfTheLog()
    {
        string[] names = ["m0", "m1", "m2"];
        await using var one = Host(_one);
        await using var two = Host(_two);
        InProcessClient[] clients = [new(one), new(two)];
        for (var i = 0; i < names.Length; i++)
        {
            await clients[i % 2].CreateModelAsync("binary", Spec, names[i]);
        }

        var acknowledged = new ConcurrentDictionary<(string Model, string Key), bool>();
        var labelled = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var created = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 150; i++)
            {
                var (client, other) = random.Next(2) == 0 ? (clients[0], clients[1]) : (clients[1], clients[0]);
                var model = names[random.Next(names.Length)];
                var x = random.NextDouble();
                var key = $"{caller}-{i}";
                switch (random.Next(4))
                {
                    case 0:
                        await client.LearnAsync(new LearnRequest(model, Features(x), JsonValues.Value(x > 0.5), IdempotencyKey: key));
                        Assert.True(acknowledged.TryAdd((model, key), true));
                        break;
                    case 1:
                        var twice = new LearnRequest(model, Features(x), JsonValues.Value(x > 0.5), IdempotencyKey: key);
                        await Task.WhenAll(client.LearnAsync(twice), other.LearnAsync(twice));
                        Assert.True(acknowledged.TryAdd((model, key), true));
                        break;
                    case 2:
                        await client.PredictAsync(new PredictRequest(model, Features(x), key));
                        await other.LabelAsync(new LabelRequest(model, JsonValues.Value(x > 0.5), key));
                        labelled.AddOrUpdate(model, 1, (_, count) => count + 1);
                        break;
                    default:
                        Interlocked.Add(ref created, await CreateAndDeleteAsync(client, other, x));
                        break;
                }
            }
        })));

        Assert.True(created > 0);
        foreach (var name in names)
        {
            var keys = acknowledged.Keys.Where(call => call.Model == name).Select(call => call.Key).ToHashSet(StringComparer.Ordinal);
            var first = await one.ReadStateHashAsync(name, None);
            var second = await two.ReadStateHashAsync(name, None);
            var history = (await OpenHistoryAsync(name))!;
            var replay = await new LogReplay(history).RunAsync();

            Assert.Equal(first, second);
            Assert.Equal(first, (replay.Position, replay.StateHash));
            Assert.Equal(keys, await KeysAsync(history));
            var counts = (await clients[0].GetStatusAsync(name)).Labels;
            Assert.Equal(labelled[name], counts.Labelled);
            Assert.Equal(keys.Count + labelled[name], replay.LearnedOnce);
            Assert.Equal(keys.Count + labelled[name], (await clients[0].GetStatsAsync(name)).Learn.Calls);
            Assert.Equal(keys.Count + labelled[name], (await clients[1].GetStatsAsync(name)).Learn.Calls);
        }
    }

    [Fact]
    public async Task TwoHosts_WithDifferentLimitsRememberTheSame()
    {
        await using var one = Host(_one, options => options.Call.RememberedPredictions = 10);
        await using var two = Host(_two, options => options.Call.RememberedPredictions = 4);
        var (first, second) = (new InProcessClient(one), new InProcessClient(two));
        await first.CreateModelAsync("binary", Spec, "m");
        for (var i = 0; i < 12; i++)
        {
            await (i % 2 == 0 ? first : second).PredictAsync(new PredictRequest("m", Features(i), $"p{i}"));
        }

        Assert.Equal(await one.ReadStateHashAsync("m", None), await two.ReadStateHashAsync("m", None));
        Assert.Equal(4, (await first.GetStatusAsync("m")).Waiting);
    }

    /// <summary>Opens what is kept of a model; null when there is no such model. All events must have been kept.</summary>
    protected abstract Task<IModelHistory?> OpenHistoryAsync(string name);

    private async Task<string> CreateEpochAsync()
    {
        await using var log = (await _one.CreateAsync("model", new ReadOnlySequence<byte>([1]), None))!;
        return log.Epoch;
    }

    // Both create one name at the same time: one of them does, and what comes after fits to that.
    private static async Task<int> CreateAndDeleteAsync(InProcessClient client, InProcessClient other, double x)
    {
        try
        {
            await client.CreateModelAsync("binary", Spec, "comes-and-goes");
            await other.LearnAsync(new LearnRequest("comes-and-goes", Features(x), JsonValues.Value(true)));
            await other.DeleteModelAsync("comes-and-goes");
            return 1;
        }
        catch (OnlineMlException e) when (e.Kind is RefusalKind.AlreadyExists or RefusalKind.ModelNotFound or RefusalKind.Unavailable)
        {
            return 0;
        }
    }

    private static async Task<HashSet<string>> KeysAsync(IModelHistory history)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in history.ReadAsync(0, None))
        {
            var record = EventRecord.Read(stored.Record);
            if (record.IdempotencyKey is { } key)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static ModelHost Host(IModelStore store, Action<OnlineMlServingOptions>? configure = null)
    {
        var options = new OnlineMlServingOptions();
        configure?.Invoke(options);
        return new ModelHost(store, ComponentCatalog.BuiltIn, Options.Create(options), TimeProvider.System, NullLogger<ModelHost>.Instance);
    }

    private static JsonElement Features(double x) => JsonElement.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"x": {{x}}}"""));

    private static void Append(IModelLog log, string name, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Append(Encoding.UTF8.GetBytes($"{name} {i}"), $"{name} {i}");
        }
    }

    private static string[] Texts(RecordingSink sink) => [.. sink.Applied.Select(e => Encoding.UTF8.GetString(e.Record))];
}
