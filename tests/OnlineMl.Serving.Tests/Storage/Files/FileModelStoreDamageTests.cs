using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;
using OnlineMl.Storage.Conformance;

namespace OnlineMl.Serving.Tests.Storage.Files;

/// <summary>Files that were damaged while nobody looked.</summary>
public class FileModelStoreDamageTests
{
    private const string Model = ScriptedLife.Folder + "/model";
    private const string Straddling = Model + "/00000000000000000001.log";
    private const int Events = 12;
    private static readonly FileModelStoreOptions KeepingAll = new() { Retention = LogRetention.All, WriterThreads = 1 };

    [Theory]
    [InlineData(100)]
    [InlineData(4)]
    public async Task EveryByteFlipped_LeavesTheEventsBeforeIt(int eventsInSegment)
    {
        var original = await MakeAsync(eventsInSegment);
        foreach (var segment in SegmentsOf(original))
        {
            for (var offset = 0; offset < original[segment].Length; offset++)
            {
                var files = original.Copy();
                var damaged = original[segment].ToArray();
                damaged[offset] ^= (byte)(1 << (offset % 8));
                files[segment] = damaged;
                var before = FirstOf(segment) - 1 + WholeFrames(original[segment], offset);
                await AssertPrefixAsync(files, (int)before, isReported: true, $"{segment} at {offset}");
            }
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4)]
    public async Task EveryLength_LeavesTheEventsBeforeIt(int eventsInSegment)
    {
        var original = await MakeAsync(eventsInSegment);
        foreach (var segment in SegmentsOf(original))
        {
            for (var length = 0; length < original[segment].Length; length++)
            {
                var files = original.Copy();
                files[segment] = original[segment][..length];
                var frames = WholeFrames(original[segment], length);

                // A file that ends between two events tells nothing by itself; a later file or snapshot does.
                var isNoticed = eventsInSegment < Events || frames == 0 || EndOfFrames(original[segment], frames) < length;
                await AssertPrefixAsync(files, (int)FirstOf(segment) - 1 + frames, isNoticed, $"{segment} of {length} bytes");
            }
        }
    }

    [Fact]
    public async Task AMissingSegment_LeavesTheEventsBeforeIt()
    {
        var original = await MakeAsync(eventsInSegment: 4);
        foreach (var segment in SegmentsOf(original)[..^1])
        {
            var files = original.Copy();
            files.DeleteFile(segment);
            await AssertPrefixAsync(files, (int)FirstOf(segment) - 1, isReported: true, segment);
        }
    }

    [Fact]
    public async Task SegmentsUnderEachOthersNames_AreNotRead()
    {
        var files = await MakeAsync(eventsInSegment: 4);
        var segments = SegmentsOf(files);
        (files[segments[1]], files[segments[2]]) = (files[segments[2]], files[segments[1]]);

        await AssertPrefixAsync(files, 4, isReported: true, "swapped");
    }

    [Fact]
    public async Task WhatIsCutOff_IsKeptBesideIt()
    {
        var files = await MakeAsync(eventsInSegment: 100);
        var segment = SegmentsOf(files)[0];
        var whole = files[segment];
        var damaged = whole.ToArray();
        var start = EndOfFrames(whole, 5);
        damaged[start + 9] ^= 1;
        files[segment] = damaged;
        await using var store = Open(files);
        await using var log = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;

        Assert.Equal(5, log.Position);
        var fault = Assert.Single(log.Faults);
        Assert.Equal(whole.Length - start, fault.DroppedBytes);
        Assert.Equal(Path.GetFileName(segment), Path.GetFileName(fault.Place));
        Assert.Contains("checksum", fault.Message, StringComparison.Ordinal);
        Assert.Equal(damaged[start..], files[segment + ".damaged"]);
        Assert.Equal(whole[..start], files[segment]);
    }

    [Fact]
    public async Task SeveralDamages_AreEachKept()
    {
        var files = await MakeAsync(eventsInSegment: 100);
        var segment = SegmentsOf(files)[0];
        for (var round = 1; round <= 3; round++)
        {
            files[segment] = files[segment][..^1];
            await using var store = Open(files);
            await using var log = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;
            Assert.Equal(Events - round, log.Position);
        }

        Assert.True(files.FileExists(segment + ".damaged") && files.FileExists(segment + ".2.damaged") && files.FileExists(segment + ".3.damaged"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100_000)]
    public async Task Zeros_AreCutOffWithoutACopy(int count)
    {
        var files = await MakeAsync(eventsInSegment: 100);
        var segment = SegmentsOf(files)[0];
        files[segment] = [.. files[segment], .. new byte[count]];

        await AssertPrefixAsync(files, Events, isReported: false, "zeros");
        Assert.DoesNotContain(files.ListFiles(Model), name => name.EndsWith(".damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnOldEventInANewPlace_IsNotRead()
    {
        var files = await MakeAsync(eventsInSegment: 100);
        var segment = SegmentsOf(files)[0];
        files[segment] = [.. files[segment], .. files[segment][SegmentFormat.HeaderBytes..EndOfFrames(files[segment], 1)]];

        await AssertPrefixAsync(files, Events, isReported: true, "repeated frame");
    }

    [Fact]
    public async Task DamageBeforeTheSnapshot_DoesNotMatter()
    {
        var files = await MakeAsync(eventsInSegment: 4);
        var segment = SegmentsOf(files)[0];
        var damaged = files[segment].ToArray();
        damaged[^1] ^= 1;
        files[segment] = damaged;
        await using var store = Open(files);
        await using var log = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;

        Assert.Equal(Events - 4, await CountAsync(log, after: 4));
        Assert.Empty(log.Faults);
        Assert.Equal(3, await CountAsync(log, after: 0));
        Assert.Equal(3, await CountAsync(log, after: 0));
        Assert.Single(log.Faults);
    }

    [Fact]
    public async Task DamageBeforeTheSnapshotInItsSegment_LeavesTheEventsBehindIt()
    {
        var original = await MakeStraddlingAsync();
        var whole = original[Straddling];
        for (var offset = 0; offset < whole.Length; offset++)
        {
            var files = original.Copy();
            var damaged = whole.ToArray();
            damaged[offset] ^= (byte)(1 << (offset % 8));
            files[Straddling] = damaged;
            var before = WholeFrames(whole, offset);
            var leadsOn = offset >= SegmentFormat.HeaderBytes && offset >= EndOfFrames(whole, before) + sizeof(int);
            await AssertRecoversAsync(files, before >= 5 ? before : leadsOn ? Events : 5, $"byte {offset}");
        }
    }

    [Fact]
    public async Task DamageBeforeADamagedSnapshotInItsSegment_LeavesTheEventsBeforeIt()
    {
        var original = await MakeStraddlingAsync();
        original[$"{Model}/{ModelFolder.SnapshotName(5)}"] = "damaged"u8.ToArray();
        var whole = original[Straddling];
        for (var number = 1; number <= Events; number++)
        {
            var files = original.Copy();
            var damaged = whole.ToArray();
            damaged[EndOfFrames(whole, number) - 1] ^= 1;
            files[Straddling] = damaged;
            await AssertRecoversAsync(files, number <= 3 ? Events : number - 1, $"event {number}");
        }
    }

    [Fact]
    public async Task EveryLengthOfASegmentThatStraddlesASnapshot_LeavesTheSnapshotAndTheEventsBeforeIt()
    {
        var original = await MakeStraddlingAsync();
        for (var length = 0; length < original[Straddling].Length; length++)
        {
            var files = original.Copy();
            files[Straddling] = original[Straddling][..length];
            await AssertRecoversAsync(files, Math.Max(5, WholeFrames(original[Straddling], length)), $"{length} bytes", mayBeSilent: true);
        }
    }

    [Fact]
    public async Task AHistory_GoesOnBehindDamageBeforeTheSnapshot()
    {
        var files = await MakeStraddlingAsync();
        files[Straddling][SegmentFormat.HeaderBytes + SegmentFormat.FrameBytes] ^= 1;
        var history = await FileModelHistory.OpenAsync(
            "model", new ModelFolder(files, Model), new LogFaults(NullLogger.Instance, "model"), CancellationToken.None);
        Assert.Equal((1, Events), (history.First, history.Position));
        var next = 5L;
        await foreach (var stored in history.ReadAsync(next, CancellationToken.None))
        {
            Assert.Equal(++next, stored.Position);
        }

        Assert.Equal(Events, next);
    }

    [Fact]
    public async Task ANewerVersion_IsRefusedAndLeftAsItIs()
    {
        var files = await MakeAsync(eventsInSegment: 100);
        var segment = SegmentsOf(files)[0];
        var newer = files[segment].ToArray();
        newer[8] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(newer.AsSpan(20), Checksum(newer.AsSpan(0, 20)));
        files[segment] = newer;
        await using var store = Open(files);

        var refusal = await Assert.ThrowsAsync<StorageException>(() => store.OpenAsync("model", CancellationToken.None));
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(newer, files[segment]);
    }

    [Fact]
    public async Task Snapshots_AreReturnedAsTheyAre()
    {
        var files = await MakeAsync(eventsInSegment: 4);
        var snapshot = $"{Model}/{ModelFolder.SnapshotName(Events)}";
        var whole = files[snapshot];
        for (var length = 0; length <= whole.Length; length++)
        {
            files[snapshot] = whole[..length];
            await using var store = Open(files);
            await using var log = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;
            Assert.Equal(whole[..length], await log.ReadWholeSnapshotAsync(Events, CancellationToken.None));
        }
    }

    private static FileModelStore Open(SimulatedFileSystem files) =>
        new(ScriptedLife.Folder, KeepingAll, null, null, files);

    /// <summary>A model with twelve events and the numbers 1 to 12, and after each so many a snapshot and a new segment.</summary>
    private static async Task<SimulatedFileSystem> MakeAsync(int eventsInSegment)
    {
        var files = new SimulatedFileSystem();
        await using var store = Open(files);
        var model = new TestModel();
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var number = 1; number <= Events; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number));
            if (number % eventsInSegment == 0)
            {
                await log.WriteSnapshotAsync(number, model.Snapshot, CancellationToken.None);
            }
        }

        return files;
    }

    /// <summary>A model with twelve events in one segment and snapshots of 3 and 5 that were written behind them.</summary>
    private static async Task<SimulatedFileSystem> MakeStraddlingAsync()
    {
        var files = new SimulatedFileSystem();
        await using var store = Open(files);
        var model = new TestModel();
        var log = (await store.CreateAsync("model", Array.Empty<byte>(), model, CancellationToken.None))!;
        for (var number = 1; number <= Events; number++)
        {
            Assert.Null(await TestModel.AppendAsync(log, number));
        }

        await log.WriteSnapshotAsync(3, "1 2 3"u8.ToArray(), CancellationToken.None);
        await log.WriteSnapshotAsync(5, "1 2 3 4 5"u8.ToArray(), CancellationToken.None);
        return files;
    }

    private static async Task AssertRecoversAsync(SimulatedFileSystem files, int expected, string what, bool mayBeSilent = false)
    {
        await using var store = Open(files);
        var model = new TestModel();
        await using (var log = (await store.OpenAsync("model", CancellationToken.None))!)
        {
            await model.RecoverAsync(log);
            Assert.True(expected == model.Learned.Length, $"{what}: {model.Learned.Length} events were recovered instead of {expected}.");
            Assert.Equal(Enumerable.Range(1, expected), model.Learned);
            Assert.True(mayBeSilent || log.Faults.Count > 0, $"{what}: it is not reported.");
            Assert.Equal(expected, log.Position);
            Assert.Null(await TestModel.AppendAsync(log, 100));
        }

        var again = new TestModel();
        await using var reopened = (await store.OpenAsync("model", CancellationToken.None))!;
        await again.RecoverAsync(reopened);
        Assert.Equal([.. Enumerable.Range(1, expected), 100], again.Learned);
    }

    private static async Task AssertPrefixAsync(SimulatedFileSystem files, int expected, bool isReported, string what)
    {
        await using var store = Open(files);
        var log = (await store.OpenAsync("model", CancellationToken.None))!;
        var read = await NumbersAsync(log);
        Assert.True(expected == read.Count, $"{what}: {read.Count} events were read instead of {expected}.");
        Assert.Equal(Enumerable.Range(1, expected), read);
        Assert.True(isReported == log.Faults.Count > 0, $"{what}: {log.Faults.Count} faults");
        await log.ContinueFromAsync(expected, CancellationToken.None);
        await log.FollowAsync(expected, new TestModel(), CancellationToken.None);
        Assert.Null(await TestModel.AppendAsync(log, 100));
        Assert.Null(await TestModel.AppendAsync(log, 101));
        Assert.Equal(expected + 2, log.Position);
        await log.DisposeAsync();

        await using var reopened = (await store.OpenAsync("model", new TestModel(), CancellationToken.None))!;
        Assert.Equal([.. Enumerable.Range(1, expected), 100, 101], await NumbersAsync(reopened));
        Assert.Empty(reopened.Faults);
    }

    private static async Task<List<int>> NumbersAsync(IModelLog log)
    {
        var numbers = new List<int>();
        await foreach (var stored in log.ReadAsync(0, CancellationToken.None))
        {
            var number = stored.Position <= Events && stored.Record.Span.SequenceEqual(TestModel.Record((int)stored.Position))
                ? (int)stored.Position
                : stored.Record.Span.SequenceEqual(TestModel.Record(100)) ? 100 : 101;
            Assert.Equal(TestModel.Record(number), stored.Record.ToArray());
            numbers.Add(number);
        }

        return numbers;
    }

    private static async Task<int> CountAsync(IModelLog log, long after)
    {
        var count = 0;
        await foreach (var _ in log.ReadAsync(after, CancellationToken.None))
        {
            count++;
        }

        return count;
    }

    private static string[] SegmentsOf(SimulatedFileSystem files) =>
        [.. files.ListFiles(Model).Where(name => name.EndsWith(".log", StringComparison.Ordinal)).Select(name => $"{Model}/{name}")];

    private static long FirstOf(string segment) =>
        long.Parse(Path.GetFileNameWithoutExtension(segment), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How many events end at or before an offset.</summary>
    private static int WholeFrames(byte[] segment, int offset)
    {
        var count = 0;
        while (EndOfFrames(segment, count + 1) is var end && end <= offset && end <= segment.Length)
        {
            count++;
        }

        return count;
    }

    private static int EndOfFrames(byte[] segment, int count)
    {
        var end = SegmentFormat.HeaderBytes;
        for (var i = 0; i < count; i++)
        {
            end = end < segment.Length ? end + (int)SegmentFormat.ReadFrameLength(segment.AsSpan(end)) : int.MaxValue;
            if (end == int.MaxValue)
            {
                break;
            }
        }

        return end;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = ~0u;
        foreach (var value in bytes)
        {
            checksum = System.Numerics.BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }
}
