using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.Storage.Conformance;

/// <summary>What every store of models promises.</summary>
/// <remarks>
/// <para>A store's own tests inherit this class and say with <see cref="OpenStoreAsync"/> how the store is opened, each time on the same place, which
/// is empty at the beginning of each test (xunit makes an instance for each). A store that lives only as long as its object
/// says so with <see cref="OutlivesItself"/> and is opened once. A store that does not keep events says so with <see cref="KeepsEvents"/>; the tests then expect that none can be read.</para>
/// <para>Example: <c>public sealed class MyStoreTests : ModelStoreConformance { protected override Task&lt;IModelStore&gt; OpenStoreAsync() =&gt; … }</c></para>
/// </remarks>
public abstract class ModelStoreConformance : IAsyncLifetime
{
    private IModelStore _store = null!;

    /// <summary>Whether events can be read after they were stored.</summary>
    protected virtual bool KeepsEvents => true;

    /// <summary>Whether what was stored outlives the object of the store, so that it may be closed and opened again.</summary>
    protected virtual bool OutlivesItself => true;

    /// <summary>Whether several stores may have the place at the same time, so that a log can be open more than once.</summary>
    protected virtual bool IsShared => false;

    private static CancellationToken None => CancellationToken.None;

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _store = await OpenStoreAsync();

    /// <inheritdoc/>
    public virtual async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Create_BeginsAtPositionZeroWithItsSnapshot()
    {
        await using var log = await CreateAsync("model", new RecordingSink(), "first");

        Assert.Equal(0, log.Position);
        Assert.Null(log.WriteFault);
        Assert.Empty(log.Faults);
        Assert.Equal([0], await log.ListSnapshotsAsync(None));
        Assert.Equal("first", await SnapshotAsync(log, 0));
        await AssertReadsAsync(log, 0, []);
    }

    [Fact]
    public async Task Create_ReturnsNullWhenTheNameIsTaken()
    {
        await using (await CreateAsync("model", new RecordingSink(), "first"))
        {
            Assert.Null(await _store.CreateAsync("model", Bytes("second"), new RecordingSink(), None));
        }

        Assert.Null(await _store.CreateAsync("model", Bytes("third"), new RecordingSink(), None));
        await using var log = await ReopenAsync("model", new RecordingSink());
        Assert.Equal("first", await SnapshotAsync(log, 0));
    }

    [Fact]
    public async Task Open_ReturnsNullWhenThereIsNoSuchModel() => Assert.Null(await _store.OpenAsync("nobody", new RecordingSink(), None));

    [Fact]
    public async Task Exists_TellsWhetherThereIsSuchAModel()
    {
        Assert.False(await _store.ExistsAsync("model", None));
        await (await CreateAsync("model", new RecordingSink())).DisposeAsync();
        Assert.True(await _store.ExistsAsync("model", None));
        Assert.False(await _store.ExistsAsync("Other", None));
        await _store.DeleteAsync("model", None);
        Assert.False(await _store.ExistsAsync("model", None));
    }

    [Fact]
    public async Task Follow_BringsTheEventsBehindAPositionAndThenTheNewOnes()
    {
        await using (var first = await CreateAsync("model", new RecordingSink()))
        {
            AppendMany(first, 1, 20);
        }

        var sink = new RecordingSink();
        await using var log = await ReopenForReadingAsync("model");
        var after = KeepsEvents ? 5 : (int)log.Position;
        await log.FollowAsync(after, sink, None);
        var present = Texts(after + 1, KeepsEvents ? 20 : after);
        Assert.Equal(present, sink.Applied.Select(e => Text(e.Record)));
        Assert.All(sink.Applied, e => Assert.Null(e.Pending));

        log.Append(Bytes("another"), "pending");
        await sink.WaitForAsync(present.Length + 1);
        Assert.Equal([.. present, "another"], sink.Applied.Select(e => Text(e.Record)));
        Assert.Equal(Enumerable.Range(after + 1, present.Length + 1).Select(i => (long)i), sink.Applied.Select(e => e.Position));
        Assert.Equal("pending", sink.Applied[^1].Pending);
    }

    [Fact]
    public async Task Follow_HappensOnceAndBeforeTheFirstAppend()
    {
        await using var log = await _store.CreateAsync("model", new ReadOnlySequence<byte>(Bytes("first")), None);
        Assert.Throws<InvalidOperationException>(() => log!.Append(Bytes("early"), null));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log!.FollowAsync(-1, new RecordingSink(), None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log!.FollowAsync(1, new RecordingSink(), None));
        var sink = new RecordingSink();
        await log!.FollowAsync(0, sink, None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.FollowAsync(0, new RecordingSink(), None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => log.ContinueFromAsync(7, None));

        AppendMany(log, 1, 1);
        await sink.WaitForAsync(1);
        await log.CatchUpAsync(None);
        Assert.Single(sink.Applied);
    }

    [Fact]
    public async Task ManyWhoCreateAndDeleteOneName_AreAllToldTheTruth()
    {
        const int Callers = 16;
        const int Each = 25;
        await using var host = new ModelHost(
            _store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);
        var client = new InProcessClient(host);
        var (created, deleted) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                try
                {
                    if ((caller + i) % 2 == 0)
                    {
                        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
                        Interlocked.Increment(ref created);
                    }
                    else
                    {
                        await client.DeleteModelAsync("m");
                        Interlocked.Increment(ref deleted);
                    }
                }
                catch (OnlineMlException e)
                {
                    Assert.Equal((caller + i) % 2 == 0 ? RefusalKind.AlreadyExists : RefusalKind.ModelNotFound, e.Kind);
                }
            }
        })));

        Assert.InRange(created - deleted, 0, 1);
        var isThere = created > deleted;
        Assert.Equal(isThere, await _store.ExistsAsync("m", None));
        Assert.Equal(isThere ? ["m"] : [], await client.GetModelsAsync());
        if (isThere)
        {
            await client.DeleteModelAsync("m");
        }

        await client.CreateModelAsync("regression", "\"LinearRegression\"", "m");
        await client.LearnAsync(new LearnRequest("m", JsonElement.Parse("{}"), JsonValues.Value(1)));
        Assert.Equal(1, (await client.GetStatusAsync("m")).Position);
    }

    [Fact]
    public async Task List_SortsByCharacterCodes()
    {
        foreach (var name in new[] { "b", "B", "a-1", "a.1", "a_1", "10", "9" })
        {
            await (await CreateAsync(name, new RecordingSink())).DisposeAsync();
        }

        Assert.Equal(["10", "9", "B", "a-1", "a.1", "a_1", "b"], await _store.ListAsync(None));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("~new-a")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData("{a}")]
    public async Task Names_ThatAreNotAllowedAreRefused(string name)
    {
        await Assert.ThrowsAsync<OnlineMlException>(() => _store.CreateAsync(name, Bytes("x"), new RecordingSink(), None));
        await Assert.ThrowsAsync<OnlineMlException>(() => _store.OpenAsync(name, new RecordingSink(), None));
        await Assert.ThrowsAsync<OnlineMlException>(() => _store.DeleteAsync(name, None));
        Assert.Empty(await _store.ListAsync(None));
    }

    [Fact]
    public async Task Names_OfEveryAllowedCharacterAndLengthWork()
    {
        string[] names = ["-", "...a", "00000000000000000000.oml", "A.log", "_", "a.damaged", new('x', 128)];
        foreach (var name in names)
        {
            var sink = new RecordingSink();
            await using var log = await CreateAsync(name, sink, name);
            log.Append(Bytes(name), null);
            await sink.WaitForAsync(1);
        }

        await ReopenStoreAsync();
        Assert.Equal(names, await _store.ListAsync(None));
        foreach (var name in names)
        {
            await using var log = await OpenAsync(name, new RecordingSink());
            Assert.Equal(name, await SnapshotAsync(log, 0));
            await AssertReadsAsync(log, 0, [name]);
        }
    }

    [Fact]
    public async Task Append_GivesTheSinkEachEventOnceInOrderWithItsPositionAndWhatIsPending()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        var pending = Enumerable.Range(0, 500).Select(_ => new object()).ToArray();
        for (var i = 0; i < pending.Length; i++)
        {
            log.Append(Bytes($"event {i}"), pending[i]);
        }

        await sink.WaitForAsync(pending.Length);
        Assert.Empty(sink.Failed);
        Assert.Equal(pending, sink.Applied.Select(e => e.Pending));
        Assert.Equal(Enumerable.Range(1, pending.Length).Select(i => (long)i), sink.Applied.Select(e => e.Position));
        Assert.Equal(Enumerable.Range(0, pending.Length).Select(i => $"event {i}"), sink.Applied.Select(e => Text(e.Record)));
        Assert.Equal(pending.Length, log.Position);
        Assert.Null(log.WriteFault);
    }

    [Fact]
    public async Task Append_CopiesTheRecord()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        var record = Bytes("before");
        log.Append(record, null);
        Bytes("after!").CopyTo(record, 0);
        await sink.WaitForAsync(1);

        Assert.Equal("before", Text(sink.Applied[0].Record));
        await AssertReadsAsync(log, 0, ["before"]);
    }

    [Fact]
    public async Task Append_ByManyThreadsKeepsTheOrderOfEachAndCallsTheSinkByOneAtATime()
    {
        const int Threads = 8;
        const int Each = 400;
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    log.Append(Bytes($"{thread}:{i}"), (thread, i));
                }
            },
            None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        await sink.WaitForAsync(Threads * Each);

        Assert.False(sink.WasCalledByTwoAtOnce);
        Assert.Empty(sink.Failed);
        Assert.Equal(Enumerable.Range(1, Threads * Each).Select(i => (long)i), sink.Applied.Select(e => e.Position));
        foreach (var thread in sink.Applied.Select(e => ((int Thread, int Number))e.Pending!).GroupBy(e => e.Thread))
        {
            Assert.Equal(Enumerable.Range(0, Each), thread.Select(e => e.Number));
        }

        await AssertReadsAsync(log, 0, [.. sink.Applied.Select(e => Text(e.Record))]);
    }

    [Fact]
    public async Task Append_TakesEmptyAndLargeRecords()
    {
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            foreach (var length in new[] { 0, 1, 0, 700_000, 7, 0 })
            {
                log.Append(Random(length), null);
            }
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        var read = await ReadAsync(opened, 0);
        Assert.Equal(KeepsEvents ? sink.Applied.Select(e => e.Record) : [], read.Select(e => e.Record));
    }

    [Fact]
    public async Task Close_WaitsForWhatWasAppended()
    {
        var sink = new RecordingSink();
        var log = await CreateAsync("model", sink);
        AppendMany(log, 1, 300);
        await log.DisposeAsync();

        Assert.Equal(300, sink.Applied.Count + sink.Failed.Count);
        Assert.Equal(300, sink.Applied.Count);
        await log.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => log.Append(Bytes("late"), null));
        await using var opened = await ReopenAsync("model", new RecordingSink());
        await AssertReadsAsync(opened, 0, Texts(1, 300));
    }

    [Fact]
    public async Task CloseOfTheStore_ClosesTheLogs()
    {
        var sink = new RecordingSink();
        var log = await CreateAsync("model", sink);
        AppendMany(log, 1, 300);
        await _store.DisposeAsync();

        Assert.Equal(300, sink.Applied.Count);
        Assert.Throws<ObjectDisposedException>(() => log.Append(Bytes("late"), null));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _store.ListAsync(None));
    }

    [Fact]
    public async Task Read_BeginsBehindAPositionAndCanBeRepeated()
    {
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            AppendMany(log, 1, 20);
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        for (var after = 0; after <= 21; after++)
        {
            await AssertReadsAsync(opened, after, Texts(after + 1, 20));
        }

        await AssertReadsAsync(opened, 0, Texts(1, 20));
        Assert.Equal(KeepsEvents || opened.Position == 0, opened.Faults.Count == 0);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadAsync(opened, -1));
    }

    [Fact]
    public async Task Read_WorksWhileEventsAreAppended()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        for (var i = 1; i <= 20; i++)
        {
            AppendMany(log, (50 * i) - 49, 50 * i);
            var position = log.Position;
            var read = await ReadAsync(log, 0);
            Assert.InRange(read.Count, KeepsEvents ? position : 0, KeepsEvents ? 50 * i : 0);
            Assert.Equal(Texts(1, read.Count), read.Select(e => Text(e.Record)));
        }
    }

    [Fact]
    public async Task Reopen_GoesOnWhereItEnded()
    {
        var appended = 0;
        await using (var log = await CreateAsync("model", new RecordingSink()))
        {
            AppendMany(log, 1, appended = 10);
        }

        for (var round = 0; round < 3; round++)
        {
            var sink = new RecordingSink();
            await using var log = await ReopenForReadingAsync("model");
            Assert.Equal(PositionAfterReopening(appended, 0), log.Position);
            if (!KeepsEvents)
            {
                await log.ContinueFromAsync(appended, None);
            }

            await log.FollowAsync(appended, sink, None);

            AppendMany(log, appended + 1, appended + 10);
            await sink.WaitForAsync(10);
            Assert.Equal(appended + 1, sink.Applied[0].Position);
            appended += 10;
            Assert.Equal(appended, log.Position);
            await AssertReadsAsync(log, 0, Texts(1, appended));
        }
    }

    [Fact]
    public async Task Snapshots_AreListedNewestFirstAndThePreviousIsKept()
    {
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            foreach (var position in new[] { 10, 20, 30 })
            {
                AppendMany(log, position - 9, position);
                await sink.WaitForAsync(position);
                await log.WriteSnapshotAsync(position, Bytes($"at {position}"), None);
            }

            Assert.Equal([30, 20], (await log.ListSnapshotsAsync(None)).Take(2));
            Assert.Equal("at 30", await SnapshotAsync(log, 30));
            Assert.Equal("at 20", await SnapshotAsync(log, 20));
            Assert.DoesNotContain(10, await log.ListSnapshotsAsync(None));
            Assert.Null(await log.ReadSnapshotAsync(10, None));
            Assert.Null(await log.ReadSnapshotAsync(25, None));
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal([30, 20], (await opened.ListSnapshotsAsync(None)).Take(2));
        Assert.Equal("at 30", await SnapshotAsync(opened, 30));
        Assert.Equal("at 20", await SnapshotAsync(opened, 20));
        Assert.Equal(30, opened.Position);
    }

    [Fact]
    public async Task Snapshots_OfTheSamePositionReplaceEachOther()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        AppendMany(log, 1, 5);
        await sink.WaitForAsync(5);
        await log.WriteSnapshotAsync(5, Bytes("one"), None);
        await log.WriteSnapshotAsync(5, Bytes("another"), None);

        Assert.Equal("another", await SnapshotAsync(log, 5));
        Assert.Equal([5, 0], await log.ListSnapshotsAsync(None));
    }

    [Fact]
    public async Task Snapshots_OlderThanTheNewestAreNotStored()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        AppendMany(log, 1, 10);
        await sink.WaitForAsync(10);
        Assert.True(await log.WriteSnapshotAsync(9, Bytes("at 9"), None));
        Assert.False(await log.WriteSnapshotAsync(8, Bytes("at 8"), None));
        Assert.True(await log.WriteSnapshotAsync(9, Bytes("at 9 again"), None));

        Assert.Equal([9, 0], await log.ListSnapshotsAsync(None));
        Assert.Equal("at 9 again", await SnapshotAsync(log, 9));
    }

    [Fact]
    public async Task Snapshots_ComeInPieces()
    {
        var whole = Random(3_000_000);
        byte[][] pieces = [whole[..1], [], whole[1..2_000_000], whole[2_000_000..]];
        await using (var log = await _store.CreateAsync("model", PiecesOf(pieces), None))
        {
            Assert.Equal(whole, await log!.ReadWholeSnapshotAsync(0, None));
            Assert.True(await log!.WriteSnapshotAsync(0, PiecesOf([.. pieces, [7]]), None));
        }

        await using var opened = await ReopenForReadingAsync("model");
        Assert.Equal([.. whole, 7], await opened.ReadWholeSnapshotAsync(0, None));
    }

    [Fact]
    public async Task Snapshots_MayBeEmptyOrLarge()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink, "");
        Assert.Equal("", await SnapshotAsync(log, 0));
        AppendMany(log, 1, 1);
        await sink.WaitForAsync(1);
        var large = Random(5_000_000);
        await log.WriteSnapshotAsync(1, large, None);

        Assert.Equal(large, await log.ReadWholeSnapshotAsync(1, None));
    }

    [Fact]
    public async Task Snapshots_LeaveTheEventsBehindThePreviousOne()
    {
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            for (var position = 10; position <= 60; position += 10)
            {
                AppendMany(log, position - 9, position);
                await sink.WaitForAsync(position);
                await log.WriteSnapshotAsync(position, Bytes($"at {position}"), None);
            }

            AppendMany(log, 61, 65);
            await sink.WaitForAsync(65);
            await AssertReadsAsync(log, 50, Texts(51, 65));
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal(PositionAfterReopening(65, 60), opened.Position);
        await AssertReadsAsync(opened, 50, Texts(51, 65));
        await AssertReadsAsync(opened, 60, Texts(61, 65));
    }

    [Fact]
    public async Task Snapshots_CanBeWrittenWhileEventsAreAppended()
    {
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            var appending = Task.Run(() => AppendMany(log, 1, 2000));
            for (var i = 0; i < 10; i++)
            {
                var position = log.Position;
                await log.WriteSnapshotAsync(position, Bytes($"at {position}"), None);
            }

            await appending;
            await sink.WaitForAsync(2000);
        }

        Assert.Equal(Texts(1, 2000), sink.Applied.Select(e => Text(e.Record)));
        await using var opened = await ReopenAsync("model", new RecordingSink());
        var snapshot = (await opened.ListSnapshotsAsync(None))[0];
        await AssertReadsAsync(opened, snapshot, Texts((int)snapshot + 1, 2000));
    }

    [Fact]
    public async Task Delete_RemovesAModelAndNoOther()
    {
        await using (var log = await CreateAsync("a", new RecordingSink()))
        await using (var other = await CreateAsync("b", new RecordingSink(), "other"))
        {
            AppendMany(log, 1, 10);
            AppendMany(other, 1, 10);
        }

        Assert.True(await _store.DeleteAsync("a", None));
        Assert.False(await _store.DeleteAsync("a", None));
        Assert.Equal(["b"], await _store.ListAsync(None));
        Assert.Null(await _store.OpenAsync("a", new RecordingSink(), None));
        await using var kept = await ReopenAsync("b", new RecordingSink());
        Assert.Equal("other", await SnapshotAsync(kept, 0));
        await AssertReadsAsync(kept, 0, Texts(1, 10));
    }

    [Fact]
    public async Task Delete_OfTheModelThatIsThere_RemovesIt()
    {
        await (await CreateAsync("model", new RecordingSink())).DisposeAsync();
        var epoch = (await _store.FindEpochAsync("model", None))!;
        Assert.Equal([("model", epoch)], await _store.ListEpochsAsync(None));
        Assert.True(await _store.DeleteAsync("model", epoch, None));
        Assert.Null(await _store.FindEpochAsync("model", None));
        Assert.False(await _store.DeleteAsync("model", epoch, None));
    }

    [Fact]
    public async Task Delete_ThenCreateBeginsAnew()
    {
        var old = new RecordingSink();
        await using (var log = await CreateAsync("model", old, "old"))
        {
            AppendMany(log, 1, 10);
            await old.WaitForAsync(10);
            await log.WriteSnapshotAsync(10, Bytes("old at 10"), None);
        }

        Assert.True(await _store.DeleteAsync("model", None));
        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink, "new"))
        {
            Assert.Equal(0, log.Position);
            Assert.Equal([0], await log.ListSnapshotsAsync(None));
            AppendMany(log, 1, 3);
            await sink.WaitForAsync(3);
            Assert.Equal([1, 2, 3], sink.Applied.Select(e => e.Position));
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal("new", await SnapshotAsync(opened, 0));
        await AssertReadsAsync(opened, 0, Texts(1, 3));
    }

    [Fact]
    public async Task Models_AreKeptApart()
    {
        const int Models = 60;
        var logs = new List<IModelLog>();
        var sinks = new List<RecordingSink>();
        for (var model = 0; model < Models; model++)
        {
            sinks.Add(new RecordingSink());
            logs.Add(await CreateAsync($"model-{model}", sinks[model], $"snapshot {model}"));
        }

        for (var i = 0; i < 20; i++)
        {
            for (var model = 0; model < Models; model++)
            {
                logs[model].Append(Bytes($"{model}:{i}"), model);
            }
        }

        for (var model = 0; model < Models; model++)
        {
            await sinks[model].WaitForAsync(20);
            Assert.False(sinks[model].WasCalledByTwoAtOnce);
            Assert.All(sinks[model].Applied, e => Assert.Equal(model, e.Pending));
            await logs[model].DisposeAsync();
        }

        await ReopenStoreAsync();
        Assert.Equal(Models, (await _store.ListAsync(None)).Count);
        for (var model = 0; model < Models; model++)
        {
            await using var log = await OpenAsync($"model-{model}", new RecordingSink());
            Assert.Equal($"snapshot {model}", await SnapshotAsync(log, 0));
            await AssertReadsAsync(log, 0, [.. Enumerable.Range(0, 20).Select(i => $"{model}:{i}")]);
        }
    }

    [Fact]
    public async Task ContinueFrom_AnEarlierPositionSetsLaterEventsAndSnapshotsAside()
    {
        var first = new RecordingSink();
        await using (var log = await CreateAsync("model", first))
        {
            AppendMany(log, 1, 20);
            await first.WaitForAsync(20);
            await log.WriteSnapshotAsync(10, Bytes("at 10"), None);
            await log.WriteSnapshotAsync(20, Bytes("at 20"), None);
            AppendMany(log, 21, 30);
        }

        var sink = new RecordingSink();
        await using (var log = await ReopenForReadingAsync("model"))
        {
            await log.ContinueFromAsync(15, None);
            Assert.Equal(15, log.Position);
            await log.FollowAsync(15, sink, None);
            Assert.NotEmpty(log.Faults);
            Assert.Equal([10], (await log.ListSnapshotsAsync(None)).Where(position => position > 0));
            log.Append(Bytes("another 16"), null);
            await sink.WaitForAsync(1);
            Assert.Equal(16, sink.Applied[0].Position);
            await AssertReadsAsync(log, 10, [.. Texts(11, 15), "another 16"]);
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal(PositionAfterReopening(16, 10), opened.Position);
        await AssertReadsAsync(opened, 10, [.. Texts(11, 15), "another 16"]);
    }

    [Fact]
    public async Task SetSnapshotAside_LeavesTheOneBeforeItAsThePreviousOfTheNext()
    {
        var sink = new RecordingSink();
        await using var log = await CreateAsync("model", sink);
        AppendMany(log, 1, 30);
        await sink.WaitForAsync(30);
        await log.WriteSnapshotAsync(10, Bytes("at 10"), None);
        await log.WriteSnapshotAsync(20, Bytes("at 20"), None);
        await log.SetSnapshotAsideAsync(20, None);
        await log.SetSnapshotAsideAsync(20, None);
        await log.WriteSnapshotAsync(30, Bytes("at 30"), None);

        Assert.Equal([30, 10], (await log.ListSnapshotsAsync(None)).Where(position => position > 0));
        Assert.Null(await log.ReadSnapshotAsync(20, None));
        Assert.Equal("at 10", Text((await log.ReadWholeSnapshotAsync(10, None))!));
    }

    [Fact]
    public async Task ContinueFrom_ALaterPositionLeavesAGap()
    {
        await using (var log = await CreateAsync("model", new RecordingSink()))
        {
            AppendMany(log, 1, 5);
        }

        var sink = new RecordingSink();
        await using (var log = await ReopenForReadingAsync("model"))
        {
            await log.ContinueFromAsync(100, None);
            Assert.Equal(100, log.Position);
            Assert.True(await log.WriteSnapshotAsync(100, Bytes("at 100"), None));
            await log.FollowAsync(100, sink, None);
            AppendMany(log, 101, 103);
            await sink.WaitForAsync(3);
            Assert.Equal(103, log.Position);
        }

        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal(PositionAfterReopening(103, 100), opened.Position);
        Assert.Equal(100, (await opened.ListSnapshotsAsync(None))[0]);
        await AssertReadsAsync(opened, 100, Texts(101, 103));
        await AssertReadsAsync(opened, 0, Texts(1, 5));
        Assert.NotEmpty(opened.Faults);
    }

    [Fact]
    public async Task ContinueFrom_TheLastPositionChangesNothing()
    {
        await using (var first = await CreateAsync("model", new RecordingSink()))
        {
            AppendMany(first, 1, 5);
        }

        await using var log = await ReopenForReadingAsync("model");
        var position = log.Position;
        await log.ContinueFromAsync(position, None);

        Assert.Equal(position, log.Position);
        Assert.Empty(log.Faults);
        await AssertReadsAsync(log, 0, Texts(1, 5));
    }

    [Fact]
    public async Task ASinkThatThrows_StopsNeitherItsLogNorOthers()
    {
        var sink = new RecordingSink();
        await using var other = await CreateAsync("other", sink);
        var log = await CreateAsync("model", new ThrowingSink());
        for (var i = 1; i <= 10; i++)
        {
            try
            {
                AppendMany(log, i, i);
            }
            catch (NotFiniteNumberException)
            {
                // The sink was called by the thread that appends.
            }

            AppendMany(other, i, i);
        }

        await sink.WaitForAsync(10);
        Assert.Empty(sink.Failed);
        await log.DisposeAsync();
        Assert.Equal(10, log.Position);
        Assert.Null(log.WriteFault);
        await other.DisposeAsync();
        await using var opened = await ReopenAsync("model", new RecordingSink());
        Assert.Equal(PositionAfterReopening(10, 0), opened.Position);
        await AssertReadsAsync(opened, 0, Texts(1, 10));
    }

    [Fact]
    public async Task OneName_IsCreatedOpenedAndDeletedByOneAtATime()
    {
        const int Tasks = 8;
        var holders = 0;
        var appended = 0;
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(async () =>
        {
            for (var round = 0; round < 60; round++)
            {
                try
                {
                    if ((round + task) % 3 == 0)
                    {
                        await _store.DeleteAsync("model", None);
                        continue;
                    }

                    var sink = new RecordingSink();
                    await using var log = (round + task) % 3 == 1
                        ? await _store.CreateAsync("model", Bytes("first"), sink, None)
                        : await _store.OpenAsync("model", sink, None);
                    if (log is null)
                    {
                        continue;
                    }

                    Assert.True(Interlocked.Increment(ref holders) == 1 || IsShared);
                    AppendMany(log, 1, 1);
                    await sink.WaitForAsync(1);
                    Interlocked.Increment(ref appended);
                    Interlocked.Decrement(ref holders);
                }
                catch (InvalidOperationException)
                {
                    // Another task has the name.
                }
                catch (StorageException) when (IsShared)
                {
                    // Another task deleted the model.
                }
            }
        })));

        Assert.True(appended > 0);
        var exists = (await _store.ListAsync(None)).Count > 0;
        Assert.Equal(exists, await _store.DeleteAsync("model", None));
        await using var created = await CreateAsync("model", new RecordingSink());
        Assert.Equal(0, created.Position);
    }

    [Fact]
    public async Task OfManyWhoCreateOneName_OneDoes()
    {
        for (var round = 0; round < 20; round++)
        {
            var logs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
                () => _store.CreateAsync($"model-{round}", Bytes("first"), new RecordingSink(), None))));
            await Assert.Single(logs, log => log is not null)!.DisposeAsync();
        }
    }

    [Fact]
    public async Task Cancelled_NothingIsDone()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.CreateAsync("model", Bytes("x"), new RecordingSink(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.ListAsync(cancelled));
        Assert.Empty(await _store.ListAsync(None));

        var sink = new RecordingSink();
        await using (var log = await CreateAsync("model", sink))
        {
            AppendMany(log, 1, 5);
            await sink.WaitForAsync(5);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.WriteSnapshotAsync(5, Bytes("at 5"), cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.SetSnapshotAsideAsync(0, cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.ListSnapshotsAsync(cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.ReadSnapshotAsync(0, cancelled));
            Assert.Equal([0], await log.ListSnapshotsAsync(None));
            Assert.Equal(5, log.Position);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.OpenAsync("model", new RecordingSink(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.DeleteAsync("model", cancelled));
        await using var opened = await _store.OpenAsync("model", None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opened!.ContinueFromAsync(3, cancelled));
        Assert.Equal(PositionAfterReopening(5, 0), opened!.Position);
    }

    /// <summary>Opens the store on the place of this test.</summary>
    protected abstract Task<IModelStore> OpenStoreAsync();

    /// <summary>The position that a log has when it is opened again.</summary>
    /// <param name="appended">How far it was.</param>
    /// <param name="snapshot">The position of the newest snapshot.</param>
    protected virtual long PositionAfterReopening(long appended, long snapshot) => appended;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static ReadOnlySequence<byte> PiecesOf(byte[][] pieces)
    {
        var first = new Piece(pieces[0], 0);
        var last = pieces.Skip(1).Aggregate(first, (before, piece) => before.Join(piece));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static string[] Texts(int from, int to) => [.. Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(i => $"event {i}")];

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static void AppendMany(IModelLog log, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            log.Append(Bytes($"event {i}"), i);
        }
    }

    private static async Task<string?> SnapshotAsync(IModelLog log, long position) =>
        await log.ReadWholeSnapshotAsync(position, None) is { } bytes ? Text(bytes) : null;

    private static async Task<List<RecordedEvent>> ReadAsync(IModelLog log, long after)
    {
        var read = new List<RecordedEvent>();
        await foreach (var stored in log.ReadAsync(after, None))
        {
            Assert.Equal(after + read.Count + 1, stored.Position);
            Assert.Null(stored.Pending);
            read.Add(new RecordedEvent(stored.Position, stored.Record.ToArray(), null));
        }

        return read;
    }

    private async Task AssertReadsAsync(IModelLog log, long after, string[] expected) =>
        Assert.Equal(KeepsEvents ? expected : [], (await ReadAsync(log, after)).Select(e => Text(e.Record)));

    private async Task<IModelLog> CreateAsync(string name, IEventSink sink, string snapshot = "snapshot")
    {
        var log = await _store.CreateAsync(name, Bytes(snapshot), sink, None);
        Assert.NotNull(log);
        return log;
    }

    private async Task<IModelLog> OpenAsync(string name, IEventSink sink)
    {
        var log = await _store.OpenAsync(name, sink, None);
        Assert.NotNull(log);
        return log;
    }

    private async Task<IModelLog> ReopenAsync(string name, IEventSink sink)
    {
        await ReopenStoreAsync();
        return await OpenAsync(name, sink);
    }

    private async Task<IModelLog> ReopenForReadingAsync(string name)
    {
        await ReopenStoreAsync();
        var log = await _store.OpenAsync(name, None);
        Assert.NotNull(log);
        return log;
    }

    private async Task ReopenStoreAsync()
    {
        if (OutlivesItself)
        {
            await _store.DisposeAsync();
            _store = await OpenStoreAsync();
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, long before) => (Memory, RunningIndex) = (bytes, before);

        public Piece Join(byte[] bytes)
        {
            var next = new Piece(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }

    private sealed class ThrowingSink : IEventSink
    {
        public void Apply(ReadOnlySpan<StoredEvent> events) => throw new NotFiniteNumberException("The sink is broken.");

        public void Fail(object? pending, StorageException reason) => throw new NotFiniteNumberException("The sink is broken.");
    }
}
