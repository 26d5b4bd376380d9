using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnlineMl.Catalog;
using OnlineMl.Contracts;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Serving.Tests.Storage;
using OnlineMl.Serving.Tests.Storage.Files;
using OnlineMl.Storage.Conformance;
using static OnlineMl.Serving.Tests.ServiceInFolder;

namespace OnlineMl.Serving.Tests.Hosting;

/// <summary>Whatever is wrong with one file, a model is served as the fold of all events before the damage; it is refused only when none of its
/// snapshots is good.</summary>
public class DamageTests
{
    private const string Spec = """["StandardScaler", "LinearRegression"]""";
    private const string Folder = "/models/m";
    private static readonly FileModelStoreOptions Files = new() { SegmentBytes = 4096, WriterThreads = 1, Retention = LogRetention.None };

    [Fact]
    public async Task AFlippedByte_CostsOnlyTheEventsFromItOn()
    {
        var (disk, states) = await MakeAsync();
        var places = from name in disk.ListFiles(Folder) from at in Enumerable.Range(0, disk[$"{Folder}/{name}"].Length) select (name, at);
        await Parallel.ForEachAsync(places, async (place, _) =>
        {
            var bytes = (byte[])disk[$"{Folder}/{place.name}"].Clone();
            bytes[place.at] ^= 0x55;
            await CheckAsync(disk, states, place.name, place.at, bytes, $"byte {place.at} of {place.name} flipped", mayEndUnnoticed: false);
        });
    }

    [Fact]
    public async Task AFileThatEndsTooEarly_CostsOnlyTheEventsBehindItsEnd()
    {
        var (disk, states) = await MakeAsync();
        var places = from name in disk.ListFiles(Folder) from length in Enumerable.Range(0, disk[$"{Folder}/{name}"].Length) select (name, length);
        await Parallel.ForEachAsync(places, async (place, _) =>
            await CheckAsync(
                disk, states, place.name, place.length, disk[$"{Folder}/{place.name}"][..place.length], $"{place.name} cut to {place.length} bytes",
                mayEndUnnoticed: EndsAnEvent(disk[$"{Folder}/{place.name}"], place.length)));
    }

    [Fact]
    public async Task AMissingFile_CostsOnlyItsOwnEvents()
    {
        var (disk, states) = await MakeAsync();
        foreach (var name in disk.ListFiles(Folder))
        {
            await CheckAsync(disk, states, name, 0, null, $"{name} missing", mayEndUnnoticed: false);
        }
    }

    [Fact]
    public async Task AModelWithoutAGoodSnapshot_IsRefused()
    {
        var (disk, _) = await MakeAsync();
        foreach (var name in disk.ListFiles(Folder).Where(IsSnapshot))
        {
            disk[$"{Folder}/{name}"][^1] ^= 1;
        }

        await using var store = Open(disk);
        await using var host = Host(store);
        var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => StateOfAsync(new InProcessClient(host)));

        Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
        Assert.Contains("'m'", refusal.Message, StringComparison.Ordinal);
        Assert.NotEmpty(host.Health.Problems);
    }

    [Fact]
    public async Task EventsThatOnlyADamagedSnapshotHad_AreGivenUpByAnOperatorOnly()
    {
        var (disk, states) = await MakeAsync();
        var names = disk.ListFiles(Folder);
        var newest = names.Where(IsSnapshot).Max(StringComparer.Ordinal)!;
        var older = PositionOf(names.Where(IsSnapshot).Min(StringComparer.Ordinal)!);
        var segment = names.Where(IsSegment).Min(StringComparer.Ordinal)!;
        disk[$"{Folder}/{newest}"][^1] ^= 1;
        disk[$"{Folder}/{segment}"][SegmentFormat.HeaderBytes] ^= 1;

        var before = disk.Copy();
        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => StateOfAsync(new InProcessClient(host)));
            Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
            Assert.Contains($"go on from event {older}", refusal.Message, StringComparison.Ordinal);
            Assert.NotEmpty(host.Health.Problems);
        }

        AssertSameFiles(before, disk);
        await using var repaired = Open(disk);
        await using (var log = await repaired.OpenAsync("m", CancellationToken.None))
        {
            await log!.ContinueFromAsync(older, CancellationToken.None);
        }

        await using var again = Host(repaired);
        Assert.Equal(states[(int)older], await StateOfAsync(new InProcessClient(again)));
    }

    [Fact]
    public async Task AnEventOfANewerVersion_IsNeitherCutNorSkipped()
    {
        var disk = new SimulatedFileSystem();
        await using (var store = Open(disk))
        {
            await using (var host = Host(store))
            {
                var client = new InProcessClient(host);
                await client.CreateModelAsync("regression", Spec, "m");
                await client.CreateModelAsync("regression", Spec, "other");
                for (var i = 0; i < 10; i++)
                {
                    await client.LearnAsync(Learn("m", i, 2 * i));
                }
            }

            var record = new ArrayBufferWriter<byte>();
            await using var log = await store.OpenAsync("m", CancellationToken.None);
            await log!.FollowAsync(log.Position, new RecordingSink(), CancellationToken.None);
            EventRecord.Write(record, EventKind.Learn, time: 0, new ModelCall { Model = "m", Features = """{"x":1}"""u8, GroundTruth = "1"u8 });
            log.Append([.. record.WrittenSpan[..1], 9, .. record.WrittenSpan[2..]], null);
            log.Append(record.WrittenSpan, null);
        }

        var before = disk.Copy();
        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            var client = new InProcessClient(host);
            for (var round = 0; round < 2; round++)
            {
                var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => client.LearnAsync(Learn("m", 1, 2)));
                Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
                Assert.Contains("event 11 is not understood (The event has version 9", refusal.Message, StringComparison.Ordinal);
            }

            Assert.Contains(host.Health.Problems, problem => problem.Contains("version 9", StringComparison.Ordinal));
            await StateOfAsync(client, "other");
        }

        AssertSameFiles(before, disk);
    }

    [Fact]
    public async Task ASnapshotOfANewerVersion_IsNotSkipped()
    {
        var (disk, _) = await MakeAsync();
        var newest = disk.ListFiles(Folder).Where(IsSnapshot).Max(StringComparer.Ordinal)!;
        var bytes = disk[$"{Folder}/{newest}"].ToArray();
        var version = bytes.AsSpan().IndexOf("version"u8) + "version".Length;
        bytes[version] = 99;
        var content = bytes[..^10];
        disk[$"{Folder}/{newest}"] = [.. content, 0xc4, SHA256.HashSizeInBytes, .. SHA256.HashData(content)];
        var before = disk.Copy();

        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            var refusal = await Assert.ThrowsAsync<OnlineMlException>(() => StateOfAsync(new InProcessClient(host)));
            Assert.Equal(RefusalKind.Unavailable, refusal.Kind);
            Assert.Contains("version 99", refusal.Message, StringComparison.Ordinal);
        }

        AssertSameFiles(before, disk);
    }

    [Fact]
    public async Task DamageThatTheNewestSnapshotCovers_CostsNothingBehindIt()
    {
        var (disk, states) = await MakeAsync(straddles: true);
        var newest = PositionOf(disk.ListFiles(Folder).Where(IsSnapshot).Max(StringComparer.Ordinal)!);
        var segment = disk.ListFiles(Folder).Where(IsSegment).Max(StringComparer.Ordinal)!;
        var end = SegmentFormat.HeaderBytes;
        Assert.InRange(PositionOf(segment), 1, newest);
        for (var position = PositionOf(segment); position <= newest; position++)
        {
            var damaged = disk.Copy();
            end += (int)SegmentFormat.ReadFrameLength(damaged[$"{Folder}/{segment}"].AsSpan(end));
            damaged[$"{Folder}/{segment}"][end - 1] ^= 1;
            await using var store = Open(damaged);
            await using var host = Host(store);
            var client = new InProcessClient(host);

            Assert.Equal(states[^1], await StateOfAsync(client));
            Assert.NotEmpty((await client.GetStatusAsync("m")).Faults);
        }
    }

    [Fact]
    public async Task ADamagedSnapshot_DoesNotCountAsThePreviousOne()
    {
        var (disk, _) = await MakeAsync();
        var newest = disk.ListFiles(Folder).Where(IsSnapshot).Max(StringComparer.Ordinal)!;
        disk[$"{Folder}/{newest}"][^1] ^= 1;
        await using (var store = Open(disk))
        {
            await using var host = Host(store);
            await StateOfAsync(new InProcessClient(host));
        }

        var snapshots = disk.ListFiles(Folder).Where(IsSnapshot).ToList();
        Assert.True(disk.FileExists($"{Folder}/{newest}.damaged"));
        Assert.DoesNotContain(newest, snapshots);
        Assert.True(snapshots.Count >= 2);
    }

    private static void AssertSameFiles(SimulatedFileSystem expected, SimulatedFileSystem actual)
    {
        Assert.Equal(expected.ListFiles(Folder).Order(StringComparer.Ordinal), actual.ListFiles(Folder).Order(StringComparer.Ordinal));
        foreach (var name in expected.ListFiles(Folder))
        {
            Assert.Equal(expected[$"{Folder}/{name}"], actual[$"{Folder}/{name}"]);
        }
    }

    private static bool IsSnapshot(string name) => name.EndsWith(".oml", StringComparison.Ordinal);

    private static bool IsSegment(string name) => name.EndsWith(".log", StringComparison.Ordinal);

    private static long PositionOf(string name) => long.Parse(Path.GetFileNameWithoutExtension(name), CultureInfo.InvariantCulture);

    // A log that ends behind one of its events looks like one to which less was added.
    private static bool EndsAnEvent(byte[] file, int length) =>
        file.AsSpan().StartsWith("OnlineMl"u8) && EventsUpTo(file, length) is (var events, var end) && events > 0 && end == length;

    /// <summary>How many events of a segment are whole in its first bytes, and where the last of them ends.</summary>
    private static (int Events, int End) EventsUpTo(byte[] file, int length)
    {
        var (events, end) = (0, SegmentFormat.HeaderBytes);
        while (end < length && (int)SegmentFormat.ReadFrameLength(file.AsSpan(end)) is > 0 and var frame && end + frame <= length)
        {
            end += frame;
            events++;
        }

        return (events, end);
    }

    /// <summary>The position that a model must still have when one of its files is as it was in its first bytes only.</summary>
    private static long LastAfter(SimulatedFileSystem intact, long last, string name, int intactBytes)
    {
        var isNewestSegment = IsSegment(name) && name == intact.ListFiles(Folder).Where(IsSegment).Max(StringComparer.Ordinal);
        return isNewestSegment ? PositionOf(name) - 1 + EventsUpTo(intact[$"{Folder}/{name}"], intactBytes).Events : last;
    }

    /// <summary>A model with three snapshots and events behind them, and its state after each number of events.</summary>
    /// <param name="straddles">Whether the events behind the last snapshot came while it was written, so that they are in the file of those
    /// before it.</param>
    private static async Task<(SimulatedFileSystem Disk, List<State> States)> MakeAsync(bool straddles = false)
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

    private static async Task CheckAsync(
        SimulatedFileSystem intact, List<State> states, string name, int intactBytes, byte[]? bytes, string damage, bool mayEndUnnoticed)
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
                Assert.Fail($"{damage}: the model is refused, {refusal.Message}");
                return;
            }

            var expected = LastAfter(intact, states.Count - 1, name, intactBytes);
            Assert.True(found == states[(int)expected], $"{damage}: {found} is served, and {states[(int)expected]} would be right");
            var isNoticed = (await client.GetStatusAsync("m")).Faults.Count > 0 && host.Health.Problems.Count > 0;
            Assert.True(isNoticed || mayEndUnnoticed || expected == states.Count - 1, $"{damage}: {states.Count - 1 - expected} events are gone without a word");
            var isNewestSnapshot = IsSnapshot(name) && name == intact.ListFiles(Folder).Where(IsSnapshot).Max(StringComparer.Ordinal);
            Assert.True(isNoticed || !isNewestSnapshot || bytes is null, $"{damage}: the one before it is taken without a word");
            await client.LearnAsync(Learn("m", 3, 3));
            found = await StateOfAsync(client);
        }

        await using var again = Open(disk.Copy());
        await using var restarted = Host(again);
        var state = await StateOfAsync(new InProcessClient(restarted));
        Assert.True(found == state, $"{damage}: after one more event and a restart {state} is served, and {found} would be right");
    }

    private static FileModelStore Open(SimulatedFileSystem disk) => new("/models", Files, null, null, disk);

    private static ModelHost Host(FileModelStore store) => new(
        store, ComponentCatalog.BuiltIn, Options.Create(new OnlineMlServingOptions()), TimeProvider.System, NullLogger<ModelHost>.Instance);

    private static async Task<State> StateOfAsync(InProcessClient client, string model = "m")
    {
        var status = await client.GetStatusAsync(model);
        var metrics = await client.GetMetricsAsync(model);
        return new State(
            status.Position, (await client.GetModelAsync(model)).StateHash(), status.Waiting, metrics["MAE"].ToString("R", CultureInfo.InvariantCulture));
    }

    private sealed record State(long Position, string Hash, int Waiting, string MeanError);
}
