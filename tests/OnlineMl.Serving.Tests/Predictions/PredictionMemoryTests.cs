using System.Buffers;
using System.Text;
using MessagePack;
using OnlineMl.Contracts;
using OnlineMl.Randomness;
using OnlineMl.Serving.Fold;
using OnlineMl.Serving.Predictions;
using OnlineMl.State;
using OnlineMl.Tests;

namespace OnlineMl.Serving.Tests.Predictions;

public class PredictionMemoryTests
{
    [Fact]
    public void HeldBytes_CountsWhatABurstLeavesBehind()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions()));
        Assert.Equal(0, memory.HeldBytes);
        for (var i = 0; i < 5_000; i++)
        {
            Keep(memory, $"p{i}", new string('f', 200), "shown", "", i);
        }

        var full = memory.HeldBytes;
        Assert.InRange(full, 5_000 * 200, 5_000 * 1000);
        for (var i = 0; i < 5_000; i++)
        {
            memory.Settle(memory.Find($"p{i}")!.Value);
        }

        Assert.InRange(memory.HeldBytes, 5_000 * 20, full);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(3)]
    [InlineData(0)]
    public void Warm_ChangesNothingAndMayLookFurtherAheadThanThereIs(int most)
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions { Call = { RememberedPredictions = most } }));
        WarmAll();
        for (var i = 0; i < 10_010; i++)
        {
            Keep(memory, $"p{i}", "features", "shown", "", i);
        }

        var before = StateFormat.Save(memory);
        WarmAll();
        Assert.Equal(before, StateFormat.Save(memory));

        void WarmAll()
        {
            memory.WarmOldest(20_000);
            for (var i = 0; i < 20_000; i++)
            {
                memory.Warm(Encoding.UTF8.GetBytes($"p{i}"));
            }
        }
    }

    [Theory]
    [InlineData(1, 200, long.MaxValue, 1_000_000)]
    [InlineData(2, 5_000, 200_000, 1_000_000)]
    [InlineData(3, 5_000, long.MaxValue, 300)]
    [InlineData(4, 100_000, long.MaxValue, 1_000_000)]
    public void Memory_DoesWhatAListOfPredictionsDoes(int seed, int most, long mostBytes, int forMilliseconds)
    {
        var options = new OnlineMlServingOptions { Call = { RememberedPredictions = most, RememberedBytes = mostBytes, RememberFor = TimeSpan.FromMilliseconds(forMilliseconds) } };
        var random = new RandomSource(seed);
        var memory = new PredictionMemory(new RememberingLimits(options));
        var expected = new ListOfPredictions(options);
        for (var time = 0; time < 30_000; time++)
        {
            memory.Expire(time);
            expected.Expire(time);
            var identifier = string.Create(null, $"é{random.NextInt(15_000)}");
            switch (random.NextInt(10))
            {
                case < 6:
                    var features = new string('f', random.NextInt(random.NextInt(500) == 0 ? 90_000 : 300));
                    var full = random.NextInt(2) == 0 ? "" : $"full {time}";
                    Keep(memory, identifier, features, $"shown {time}", full, time);
                    expected.Keep(new(identifier, features, $"shown {time}", full, time));
                    break;
                case < 9 when memory.Find(identifier) is { } found:
                    Check(found, expected.Find(identifier)!);
                    memory.Settle(found);
                    expected.Settle(identifier);
                    break;
                default:
                    if (expected.Find(identifier) is null)
                    {
                        Assert.Null(memory.Find(identifier));
                        Assert.Equal(expected.CountMissing(identifier), memory.CountMissing(identifier)[..10]);
                    }

                    break;
            }

            if (time % 7_000 == 6_999)
            {
                memory = Copy(memory, options);
                expected.Check(memory);
            }
        }

        expected.Check(memory);
    }

    [Fact]
    public void Expire_IsNotHeldUpByPredictionsFromTheFuture()
    {
        var options = new OnlineMlServingOptions { Call = { RememberFor = TimeSpan.FromMilliseconds(10) } };
        var memory = new PredictionMemory(new RememberingLimits(options));
        Keep(memory, "early", "{}", "1", "", 100);
        Keep(memory, "future", "{}", "1", "", 1_000_000);
        Keep(memory, "further", "{}", "1", "", 2_000_000);
        Keep(memory, "present", "{}", "1", "", 105);
        memory = Copy(memory, options);
        memory.Expire(111);
        Assert.Null(memory.Find("early"));
        Assert.Equal(3, memory.Count);
        memory.Expire(116);
        Assert.Equal(0, memory.Count);
        Assert.Contains("too late", memory.CountMissing("future"), StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_KeepsWhatWasRememberedWhileTheMemoryGoesOn()
    {
        var options = new OnlineMlServingOptions { Call = { RememberedPredictions = 2_000 } };
        var memory = new PredictionMemory(new RememberingLimits(options));
        KeepMany(0, 2_000);
        var before = StateFormat.Save(memory);
        var frozen = memory.Freeze();
        KeepMany(2_000, 20_000);
        Assert.Equal(before, StateFormat.Save(frozen));
        Assert.NotEqual(before, StateFormat.Save(memory));

        void KeepMany(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                Keep(memory, $"{i}", new string((char)('a' + (i % 26)), 200), $"{i}", "", i);
            }
        }
    }

    [Fact]
    public void KeepAndSettle_TakeNoMemoryFromTheHeapOnceWarm()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions { Call = { RememberedPredictions = 5_000 } }));
        var identifiers = Enumerable.Range(0, 20_000).Select(i => Encoding.UTF8.GetBytes($"{i}-{Guid.Empty}")).ToArray();
        var features = new byte[200];
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < identifiers.Length; i++)
            {
                memory.Keep(identifiers[i], features, "0.25"u8, "{}"u8, i);
                if (i >= 1_000 && i % 10 != 0)
                {
                    memory.Settle(memory.Find(identifiers[i - 1_000])!.Value);
                }
            }
        });
    }

    [Fact]
    public void Find_DoesNotTakeATextThatIsNoUnicodeForAnother()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions()));
        Keep(memory, "a\uFFFD", "{}", "1", "", 0);
        Assert.Null(memory.Find("a\uD800"));
        Assert.NotNull(memory.Find("a\uFFFD"));
        Assert.Contains("unknown", memory.CountMissing("a\uD800"), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_TakesTheLongestIdentifier()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions()));
        var identifier = new string('€', 4096);
        Keep(memory, identifier, "{}", "1", "", 0);
        Assert.NotNull(memory.Find(identifier));
        Assert.Null(memory.Find(identifier[1..]));
    }

    [Fact]
    public void Settle_RemembersAnIdentifierThatIsUsedAgainFromItsLastUse()
    {
        var options = new OnlineMlServingOptions();
        var memory = new PredictionMemory(new RememberingLimits(options));
        for (var i = 0; i < 30_000; i++)
        {
            Keep(memory, $"{i % 3}", "{}", "1", "", i);
            memory.Settle(memory.Find($"{i % 3}")!.Value);
        }

        Assert.Contains("already", memory.CountMissing("0"), StringComparison.Ordinal);
        Assert.Equal(StateFormat.Hash(memory), StateFormat.Hash(Copy(memory, options)));
    }

    [Theory]
    [InlineData("featuresLengths", 0)]
    [InlineData("shownLengths", 0)]
    [InlineData("times", 0)]
    [InlineData("numbers", 0)]
    [InlineData("settlements", 0)]
    [InlineData("featuresLengths", -1, 2)]
    [InlineData("featuresLengths", int.MaxValue, 2)]
    [InlineData("shownLengths", 2, int.MaxValue)]
    public void Load_RefusesListsThatDoNotFitTogether(string list, params int[] numbers) =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions())), SaveWith(list, numbers)));

    [Theory]
    [InlineData("a{}1a{}2", new[] { 1, 1 }, new[] { 4, 4 })]
    [InlineData("a{}1a{}2", new[] { 1, 1 }, new[] { 3, 2 })]
    [InlineData("a{}1a{}2", new[] { 1, 1 }, new[] { 3, 3 })]
    [InlineData("a{}1b{}2", new[] { 1, -1 }, new[] { 3, 5 })]
    [InlineData("a{}1b{}2", new[] { 1, 1 }, new[] { 3 })]
    [InlineData("a{}1b{}2", new[] { int.MaxValue, int.MaxValue }, new[] { int.MaxValue, int.MaxValue })]
    [InlineData("d{}1b{}2", new[] { 1, 1 }, new[] { 3, 3 })]
    public void Load_RefusesBytesThatAreNotThoseOfTheLengths(string bytes, int[] identifierLengths, int[] lengths) =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(
            new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions())), Saved(Encoding.UTF8.GetBytes(bytes), identifierLengths, lengths, "", [])));

    [Fact]
    public void Load_TakesWhatTheseTestsDamage()
    {
        var memory = new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions()));
        StateFormat.Load(memory, SaveWith("", []));
        Assert.Equal(2, memory.Count);
        Assert.Contains("too late", memory.CountMissing("d"), StringComparison.Ordinal);
        var b = memory.Find("b")!.Value;
        Assert.Equal(("{}", "2", "2"), (TextOf(b.Features), TextOf(b.Shown), TextOf(b.InFull)));
    }

    [Fact]
    public void Load_RefusesAnIdentifierThatIsNotUtf8() =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(
            new PredictionMemory(new RememberingLimits(new OnlineMlServingOptions())), Saved([0xff, .. "{}1b{}2"u8], [1, 1], [3, 3], "", [])));

    private static byte[] SaveWith(string list, int[] numbers) => Saved("a{}1b{}2"u8, [1, 1], [3, 3], list, numbers);

    // Two predictions, 'a' and 'b', and one that was forgotten, 'd', with one list replaced.
    private static byte[] Saved(ReadOnlySpan<byte> bytes, int[] identifierLengths, int[] lengths, string list, int[] numbers)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteMapHeader(7);
        WriteEntries(ref writer, "kept", bytes, identifierLengths, lengths);
        WriteList(ref writer, "featuresLengths", list == "featuresLengths" ? numbers : [2, 2]);
        WriteList(ref writer, "shownLengths", list == "shownLengths" ? numbers : [1, 1]);
        WriteList(ref writer, "times", list == "times" ? numbers : [5, 6]);
        WriteList(ref writer, "numbers", list == "numbers" ? numbers : [2, 3]);
        WriteEntries(ref writer, "settled", "d"u8, [1], [0]);
        byte[] settlements = list == "settlements" ? [.. numbers.Select(number => (byte)number)] : [2];
        writer.Write("settlements");
        writer.WriteBinHeader(settlements.Length);
        writer.WriteRaw(settlements);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteEntries(ref MessagePackWriter writer, string name, ReadOnlySpan<byte> bytes, int[] identifierLengths, int[] lengths)
    {
        writer.Write(name);
        writer.WriteMapHeader(3);
        writer.Write("bytes");
        writer.WriteBinHeader(bytes.Length);
        writer.WriteRaw(bytes);
        WriteList(ref writer, "identifierLengths", identifierLengths);
        WriteList(ref writer, "lengths", lengths);
    }

    private static void WriteList(ref MessagePackWriter writer, string name, int[] numbers)
    {
        writer.Write(name);
        writer.WriteArrayHeader(numbers.Length);
        foreach (var number in numbers)
        {
            writer.Write(number);
        }
    }

    private static void Keep(PredictionMemory memory, string identifier, string features, string shown, string full, long time) =>
        memory.Keep(Encoding.UTF8.GetBytes(identifier), Encoding.UTF8.GetBytes(features), Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(full), time);

    private static PredictionMemory Copy(PredictionMemory memory, OnlineMlServingOptions options)
    {
        var copy = new PredictionMemory(new RememberingLimits(options));
        StateFormat.CopyTo(memory, copy);
        Assert.Equal(StateFormat.Hash(memory), StateFormat.Hash(copy));
        return copy;
    }

    private static void Check(RememberedPrediction found, Kept expected)
    {
        Assert.Equal(expected.Features, TextOf(found.Features));
        Assert.Equal(expected.Shown, TextOf(found.Shown));
        Assert.Equal(expected.Full.Length == 0 ? expected.Shown : expected.Full, TextOf(found.InFull));
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private sealed record Kept(string Identifier, string Features, string Shown, string Full, long Time)
    {
        public long Number { get; set; }

        public int Size => 100 + Encoding.UTF8.GetByteCount(Identifier) + Features.Length + Shown.Length + Full.Length;
    }

    /// <summary>What is remembered, in a list.</summary>
    private sealed class ListOfPredictions(OnlineMlServingOptions options)
    {
        private readonly OrderedDictionary<string, Kept> _kept = [];
        private readonly OrderedDictionary<string, bool> _settled = [];
        private LabelCounts _counts = new(0, 0, 0, 0, 0, 0);
        private long _predictions;
        private long _newestLabelled;

        public Kept? Find(string identifier) => _kept.GetValueOrDefault(identifier);

        public void Keep(Kept prediction)
        {
            prediction.Number = ++_predictions;
            _settled.Remove(prediction.Identifier);
            _kept.Remove(prediction.Identifier);
            _kept.Add(prediction.Identifier, prediction);
            while (_kept.Count > options.Call.RememberedPredictions ||
                (options.Call.RememberedBytes < long.MaxValue && _kept.Count > 1 && _kept.Values.Sum(kept => (long)kept.Size) > options.Call.RememberedBytes))
            {
                ForgetOldest();
            }
        }

        public void Settle(string identifier)
        {
            var kept = Find(identifier)!;
            Note(kept, isLabelled: true);
            _counts = _counts with { Labelled = _counts.Labelled + 1, OutOfOrder = _counts.OutOfOrder + (kept.Number < _newestLabelled ? 1 : 0) };
            _newestLabelled = Math.Max(_newestLabelled, kept.Number);
        }

        public void Expire(long now)
        {
            while (_kept.Count > 0 && _kept.GetAt(0).Value.Time < now - (long)options.Call.RememberFor.TotalMilliseconds)
            {
                ForgetOldest();
            }
        }

        public string CountMissing(string identifier)
        {
            if (!_settled.TryGetValue(identifier, out var isLabelled))
            {
                _counts = _counts with { Unknown = _counts.Unknown + 1 };
                return "No predict";
            }

            _counts = isLabelled ? _counts with { Twice = _counts.Twice + 1 } : _counts with { Late = _counts.Late + 1 };
            return isLabelled ? "The predic" : "The label ";
        }

        public void Check(PredictionMemory memory)
        {
            Assert.Equal(_kept.Count, memory.Count);
            Assert.Equal(_counts, memory.Counts);
            foreach (var kept in _kept.Values)
            {
                PredictionMemoryTests.Check(memory.Find(kept.Identifier)!.Value, kept);
            }
        }

        private void ForgetOldest()
        {
            Note(_kept.GetAt(0).Value, isLabelled: false);
            _counts = _counts with { Never = _counts.Never + 1 };
        }

        private void Note(Kept kept, bool isLabelled)
        {
            _kept.Remove(kept.Identifier);
            _settled.Add(kept.Identifier, isLabelled);
            if (_settled.Count > 10_000)
            {
                _settled.RemoveAt(0);
            }
        }
    }
}
