using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Serving.Tests.Storage;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests;

/// <summary>Whatever is wrong with a file, a model is served as the fold of the first events of its log, or refused.</summary>
public class DamageTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";
    private const string Folder = "/models/m";
    private static readonly FileModelStoreOptions Files = new() { SegmentBytes = 4096, WriterThreads = 1, Retention = LogRetention.None };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFlippedByte_LeavesAFoldOfTheFirstEventsOrARefusal(bool straddles)
    {
        var (disk, states) = await MakeAsync(straddles);
        var places = from name in disk.ListFiles(Folder) from at in Enumerable.Range(0, disk[$"{Folder}/{name}"].Length) select (name, at);
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var bytes = (byte[])disk[$"{Folder}/{place.name}"].Clone();
            bytes[place.at] ^= 0x55;
            await CheckAsync(disk, states, place.name, bytes, $"byte {place.at} of {place.name} flipped", mayEndUnnoticed: false);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFileThatEndsTooEarly_LeavesAFoldOfTheFirstEventsOrARefusal(bool straddles)
    {
        var (disk, states) = await MakeAsync(straddles);
        var places = from name in disk.ListFiles(Folder) from length in Enumerable.Range(0, disk[$"{Folder}/{name}"].Length) select (name, length);
        await Parallel.ForEachAsync(places, async (place, _) =>
            await CheckAsync(
                disk, states, place.name, disk[$"{Folder}/{place.name}"][..place.length], $"{place.name} cut to {place.length} bytes",
                mayEndUnnoticed: EndsAnEvent(disk[$"{Folder}/{place.name}"], place.length)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMissingFile_LeavesAFoldOfTheFirstEventsOrARefusal(bool straddles)
    {
        var (disk, states) = await MakeAsync(straddles);
        foreach (var name in disk.ListFiles(Folder))
        {
            await CheckAsync(disk, states, name, null, $"{name} missing", mayEndUnnoticed: true);
        }
    }

    [Fact]
    public async Task ADamagedSnapshot_DoesNotCountAsThePreviousOne()
    {
        var (disk, _) = await MakeAsync(straddles: false);
        var newest = disk.ListFiles(Folder).Where(name => name.EndsWith(".oml", StringComparison.Ordinal)).Max(StringComparer.Ordinal)!;
        disk[$"{Folder}/{newest}"][^1] ^= 1;
        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            await StateOfAsync(new InProcessClient(host));
        }

        var snapshots = disk.ListFiles(Folder).Where(name => name.EndsWith(".oml", StringComparison.Ordinal)).ToList();
        Assert.True(disk.FileExists($"{Folder}/{newest}.damaged"));
        Assert.DoesNotContain(newest, snapshots);
        Assert.True(snapshots.Count >= 2);
    }

    // A log that ends behind one of its events looks like one to which less was added.
    private static bool EndsAnEvent(byte[] file, int length)
    {
        if (!file.AsSpan().StartsWith("OnlineMl"u8))
        {
            return false;
        }

        var end = SegmentFormat.HeaderBytes;
        while (end < length)
        {
            end += (int)SegmentFormat.ReadFrameLength(file.AsSpan(end));
        }

        return end == length && end > SegmentFormat.HeaderBytes;
    }

    /// <summary>A model with three snapshots and events behind them, and its state after each number of events.</summary>
    /// <param name="straddles">Whether the events behind the last snapshot came while it was written, so that they are in the file of those
    /// before it.</param>
    private static async Task<(SimulatedFileSystem Disk, List<State> States)> MakeAsync(bool straddles)
    {
        var disk = new SimulatedFileSystem();
        await using var store = Open(disk);
        await using var host = Host(store);
        var client = new InProcessClient(host);
        await client.CreateModelAsync("regression", Spec, "m");
        var states = new List<State> { await StateOfAsync(client) };
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goesOn = new TaskCompletionSource();
        var saving = Task.CompletedTask;
        for (var i = 0; i < 4; i++)
        {
            await AddAsync(client.LearnAsync(Learn("m", i, 2 * i)));
            await AddAsync(client.PredictAsync(Predict("m", i + 0.5, $"p{i}", $"key {i}")));
            await AddAsync(client.LabelAsync(Label("m", $"p{i}", i)));
            if (i == 1 || (i == 2 && !straddles))
            {
                await client.SaveModelAsync("m");
            }
            else if (i == 2)
            {
                disk.Outcome = Hold;
                saving = client.SaveModelAsync("m");
                await isHeld.Task;
                disk.Outcome = _ => SimulatedOutcome.Success;
            }
        }

        await AddAsync(client.PredictAsync(Predict("m", 7, "waits")));
        goesOn.SetResult();
        await saving;
        return (disk.Copy(), states);

        SimulatedOutcome Hold(int number)
        {
            if (disk.Operations[number].StartsWith("create ", StringComparison.Ordinal))
            {
                isHeld.SetResult();
                goesOn.Task.Wait(TimeSpan.FromSeconds(30));
            }

            return SimulatedOutcome.Success;
        }

        async Task AddAsync(Task call)
        {
            await call;
            states.Add(await StateOfAsync(client));
        }
    }

    private static async Task CheckAsync(SimulatedFileSystem intact, List<State> states, string name, byte[]? bytes, string damage, bool mayEndUnnoticed)
    {
        var disk = intact.Copy();
        if (bytes is null)
        {
            disk.DeleteFile($"{Folder}/{name}");
        }
        else
        {
            disk[$"{Folder}/{name}"] = bytes;
        }

        State found;
        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            var client = new InProcessClient(host);
            try
            {
                found = await StateOfAsync(client);
            }
            catch (OnlineMlException refusal)
            {
                Assert.True(refusal.Kind == RefusalKind.Unavailable, $"{damage}: {refusal.Kind}, {refusal.Message}");
                Assert.Contains("'m'", refusal.Message, StringComparison.Ordinal);
                Assert.True(host.Health.Problems.Count > 0, $"{damage}: it is refused, and health is silent");
                return;
            }

            Assert.True(found == states[(int)found.Position], $"{damage}: {found} is served, and {states[(int)found.Position]} would be right");
            var isNoticed = (await client.GetStatusAsync("m")).Faults.Count > 0 && host.Health.Problems.Count > 0;
            Assert.True(isNoticed || mayEndUnnoticed || found.Position == states.Count - 1, $"{damage}: {states.Count - 1 - found.Position} events are gone without a word");
            await client.LearnAsync(Learn("m", 3, 3));
            found = await StateOfAsync(client);
        }

        await using var again = Open(disk.Copy());
        await using var restarted = Host(again);
        var served = await StateOfAsync(new InProcessClient(restarted));
        Assert.True(found == served, $"{damage}: after one more event and a restart {served} is served, and {found} would be right");
    }

    private static FileModelStore Open(SimulatedFileSystem disk) => new("/models", Files, null, null, disk);

    private static ModelHost Host(FileModelStore store) => new(
        store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    private static async Task<State> StateOfAsync(InProcessClient client)
    {
        var status = await client.GetStatusAsync("m");
        var metrics = await client.GetMetricsAsync("m");
        return new State(
            status.Position, (await client.GetModelAsync("m")).StateHash(), status.Waiting, metrics["MAE"].ToString("R", CultureInfo.InvariantCulture));
    }

    private sealed record State(long Position, string Hash, int Waiting, string MeanError);
}
