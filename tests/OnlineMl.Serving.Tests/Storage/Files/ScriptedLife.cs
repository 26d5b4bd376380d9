using System.Buffers;
using OnlineMl.Serving.Storage;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>A script that uses all that a file store can do, and goes on after every failure as a host would.</summary>
internal sealed class ScriptedLife(SimulatedFileSystem files, Durability durability = Durability.Fsync)
{
    public const string Folder = "/models";
    private const string Name = "model";
    private const string Second = "second";
    private static readonly FileModelStoreOptions Options = new() { SegmentBytes = 4096, GrowthBytes = 8192, WriterThreads = 1 };
    private readonly List<int> _acknowledged = [];
    private readonly List<int> _failed = [];
    private int _number;

    /// <summary>The events of the model that were acknowledged.</summary>
    public IReadOnlyList<int> Acknowledged => _acknowledged;

    /// <summary>The events of the model of which nobody was told that they were stored.</summary>
    public IReadOnlyList<int> Unacknowledged => _failed;

    /// <summary>Whether the model's creation was confirmed.</summary>
    public bool IsCreated { get; private set; }

    /// <summary>Whether the deletion of the second model was confirmed.</summary>
    public bool IsSecondDeleted { get; private set; }

    /// <summary>A store that has its folder.</summary>
    public static FileModelStore OpenStore(SimulatedFileSystem files, Durability durability = Durability.Fsync)
    {
        var store = new FileModelStore(Folder, Options with { Durability = durability }, null, null, files);
        try
        {
            store.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the model as it is and checks that it has what was acknowledged, and that it works.</summary>
    public async Task AssertNothingLostAsync(SimulatedFileSystem found)
    {
        await using var store = OpenStore(found, durability);
        var model = new TestModel();
        var log = await store.OpenAsync(Name, CancellationToken.None);
        Assert.True(log is not null || !IsCreated, "The model is gone.");
        if (log is null)
        {
            return;
        }

        await model.RecoverAsync(log);
        var learned = model.Learned;
        Assert.Equal(learned.Distinct().Count(), learned.Length);
        Assert.Equal(_acknowledged, learned.Where(_acknowledged.Contains));
        Assert.Subset(_failed.ToHashSet(), learned.Where(number => !_acknowledged.Contains(number)).ToHashSet());
        Assert.Null(await TestModel.AppendAsync(log, 1000));
        await log.DisposeAsync();

        var again = new TestModel();
        await using var reopened = await store.OpenAsync(Name, CancellationToken.None);
        await again.RecoverAsync(reopened!);
        Assert.Equal([.. learned, 1000], again.Learned);
        if (IsSecondDeleted)
        {
            Assert.Equal([Name], await store.ListAsync(CancellationToken.None));
        }
    }

    public async Task RunAsync()
    {
        await TryTwiceAsync(async () =>
        {
            await using var store = OpenStore(files, durability);
            await RunFirstAsync(store);
        });
        await TryTwiceAsync(async () =>
        {
            await using var store = OpenStore(files, durability);
            await RunSecondAsync(store);
        });
    }

    private static async Task TryTwiceAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (StorageException)
        {
            try
            {
                await step();
            }
            catch (StorageException)
            {
            }
        }
    }

    private async Task RunFirstAsync(FileModelStore store)
    {
        var model = new TestModel();
        IModelLog? log = null;
        await TryTwiceAsync(async () =>
        {
            log = await store.CreateAsync(Name, ReadOnlySequence<byte>.Empty, CancellationToken.None)
                ?? await store.OpenAsync(Name, CancellationToken.None);
            IsCreated = true;
        });
        if (log is null)
        {
            return;
        }

        await model.RecoverAsync(log);
        await LearnAsync(log, 3);
        await SaveAsync(log, model);
        await LearnAsync(log, 2, length: 3000);
        await LearnAsync(log, 2);
        await UseSecondAsync(store);
        await SaveAsync(log, model);
        await LearnAsync(log, 2);
        await SaveAsync(log, model);
        await SaveAsync(log, model);
        await LearnAsync(log, 2);
        await log.DisposeAsync();
    }

    private async Task RunSecondAsync(FileModelStore store)
    {
        var model = new TestModel();
        IModelLog? log = null;
        await TryTwiceAsync(async () => log = await store.OpenAsync(Name, CancellationToken.None));
        if (log is null)
        {
            return;
        }

        var isRecovered = false;
        await TryTwiceAsync(async () =>
        {
            await model.RecoverAsync(log);
            isRecovered = true;
        });
        if (!isRecovered)
        {
            return;
        }

        await LearnAsync(log, 2);
        await SaveAsync(log, model);
        await LearnAsync(log, 1);
    }

    private async Task UseSecondAsync(FileModelStore store)
    {
        await TryTwiceAsync(async () =>
        {
            var model = new TestModel();
            var log = await store.CreateAsync(Second, "1"u8.ToArray(), model, CancellationToken.None);
            if (log is not null)
            {
                await TestModel.AppendAsync(log, 2);
                await log.DisposeAsync();
            }
        });
        await TryTwiceAsync(async () =>
        {
            await store.DeleteAsync(Second, CancellationToken.None);
            IsSecondDeleted = true;
        });
    }

    private async Task LearnAsync(IModelLog log, int count, int length = 0)
    {
        for (var i = 0; i < count; i++)
        {
            var number = ++_number;
            (await TestModel.AppendAsync(log, number, length) is null ? _acknowledged : _failed).Add(number);
        }
    }

    private static async Task SaveAsync(IModelLog log, TestModel model)
    {
        try
        {
            await log.WriteSnapshotAsync(log.Position, model.Snapshot, CancellationToken.None);
        }
        catch (StorageException)
        {
        }
    }
}
