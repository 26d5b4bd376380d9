using System.Buffers;
using MessagePack;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

public class StateFormatTests
{
    private static readonly double OtherNaN = BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0001);

    [Fact]
    public void Load_RestoresEveryKindOfFieldExactly()
    {
        var source = EveryField.Example();
        var target = new EveryField();
        StateFormat.CopyTo(source, target);
        Assert.Equal(StateFormat.ToJson(source), StateFormat.ToJson(target));
        Assert.Equal(StateFormat.Hash(source), StateFormat.Hash(target));
        Assert.Equal(source.Doubles[..8], target.Doubles);
        Assert.True(double.IsNegative(target.Doubles[1]));
        Assert.Equal("naïve 🐟", target.Text);
        Assert.Equal(source.Labels, target.Labels);
        Assert.Equal(2.5, Assert.IsType<EveryField.Split>(target.Shaped).Threshold);
        Assert.Equal([4, 0], target.Leaves.Select(leaf => leaf.Count));
    }

    [Fact]
    public void Hash_IsTheSameForEveryNaN()
    {
        // 0/0 is a negative NaN on x64 and a positive one on ARM.
        foreach (var length in new[] { 4, 5000 })
        {
            var negative = new EveryField { Number = BitConverter.Int64BitsToDouble(-0x8000000000000), Doubles = new double[length], DoublesUsed = length };
            var positive = new EveryField { Number = BitConverter.Int64BitsToDouble(0x7ff8000000000000), Doubles = new double[length], DoublesUsed = length };
            Array.Fill(negative.Doubles, negative.Number);
            Array.Fill(positive.Doubles, positive.Number);

            Assert.Equal(StateFormat.Hash(positive), StateFormat.Hash(negative));
        }
    }

    [Fact]
    public void Hash_ChangesWithOneBitOfState()
    {
        var a = new Pair { A = 1 };
        var b = new Pair { A = Math.BitIncrement(1.0) };
        Assert.NotEqual(StateFormat.Hash(a), StateFormat.Hash(b));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    public void Save_WritesEveryNaNAsOne(int length)
    {
        var ours = new EveryField { Number = double.NaN, Doubles = new double[length], DoublesUsed = length };
        var theirs = new EveryField { Number = OtherNaN, Doubles = new double[length], DoublesUsed = length };
        ours.Doubles[length / 2] = double.NaN;
        theirs.Doubles[length / 2] = OtherNaN;
        Assert.NotEqual(BitConverter.DoubleToInt64Bits(double.NaN), BitConverter.DoubleToInt64Bits(OtherNaN));
        Assert.Equal(StateFormat.Save(ours), StateFormat.Save(theirs));
        Assert.Equal(BitConverter.DoubleToInt64Bits(OtherNaN), BitConverter.DoubleToInt64Bits(theirs.Doubles[length / 2]));
    }

    [Theory]
    [InlineData(2, "92cb3ff0000000000000")]
    [InlineData(3, "c71801000000000000f03f")]
    [InlineData(8, "c74001000000000000f03f")]
    [InlineData(32, "c8010001000000000000f03f")]
    [InlineData(10_000, "c90001388001000000000000f03f")]
    public void Save_WritesLongArraysAsLittleEndianBytes(int length, string beginning)
    {
        var source = new Pair();
        source.Numbers.AddRange(Enumerable.Repeat(1.0, length));
        var saved = Convert.ToHexStringLower(StateFormat.Save(source));
        Assert.Contains("a16e" + beginning, saved, StringComparison.Ordinal);
        var target = new Pair();
        StateFormat.CopyTo(source, target);
        Assert.Equal(source.Numbers, target.Numbers);
    }

    [Theory]
    [InlineData("81a16ec70801000000000000f03f", 1)]
    [InlineData("81a16ed701000000000000f03f", 1)]
    [InlineData("81a16ec70001", 0)]
    [InlineData("81a16e91cb3ff0000000000000", 1)]
    public void Load_TakesNumbersAsBytesAndAsList(string hex, int count)
    {
        var pair = new Pair();
        StateFormat.Load(pair, Convert.FromHexString(hex));
        Assert.Equal(Enumerable.Repeat(1.0, count), pair.Numbers);
    }

    [Theory]
    [InlineData("81a16ed702000000000000f03f")]
    [InlineData("81a16ed601000000f0")]
    [InlineData("81a16ed701000000000000f07f")]
    [InlineData("81a16ec9ffffffff01000000000000f03f")]
    [InlineData("81a16ec71001000000000000f03f")]
    public void Load_RefusesBytesThatAreNotTheNumbersOfTheField(string hex) =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new Pair(), Convert.FromHexString(hex)));

    [Fact]
    public void Load_FindsFieldsByNameInAnyOrder()
    {
        var pair = new Pair();
        StateFormat.Load(pair, Bytes((ref writer) =>
        {
            writer.WriteMapHeader(3);
            writer.Write("unknown");
            writer.WriteArrayHeader(1);
            writer.WriteMapHeader(0);
            writer.Write("b");
            writer.Write(2);
            writer.Write("a");
            writer.Write(1.5);
        }));
        Assert.Equal((1.5, 2), (pair.A, pair.B));
    }

    [Fact]
    public void Load_KeepsFieldsThatAreAbsent()
    {
        var pair = new Pair { A = 3, Numbers = { 1, 2 } };
        StateFormat.Load(pair, Bytes((ref writer) =>
        {
            writer.WriteMapHeader(1);
            writer.Write("b");
            writer.Write(9);
        }));
        Assert.Equal((3, 9), (pair.A, pair.B));
        Assert.Equal([1, 2], pair.Numbers);
    }

    [Theory]
    [InlineData("c0")]
    [InlineData("")]
    [InlineData("81")]
    [InlineData("81a161c3")]
    [InlineData("81a162cb3ff0000000000000")]
    [InlineData("80c0")]
    [InlineData("81a16ec0")]
    [InlineData("81a16edd7fffffff")]
    [InlineData("dfffffffff")]
    [InlineData("82a1ff01a1ff01")]
    public void Load_RefusesDamage(string hex) =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new Pair(), Convert.FromHexString(hex)));

    [Fact]
    public void Load_RefusesFieldGivenTwice()
    {
        var bytes = Bytes((ref writer) =>
        {
            writer.WriteMapHeader(2);
            writer.Write("b");
            writer.Write(9);
            writer.Write("b");
            writer.Write(10);
        });
        Assert.Contains("twice", Assert.Throws<StateFormatException>(() => StateFormat.Load(new Pair(), bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RefusesShapeThatOwnerDoesNotKnow()
    {
        var bytes = Bytes((ref writer) =>
        {
            writer.WriteMapHeader(1);
            writer.Write("shaped");
            writer.WriteArrayHeader(2);
            writer.Write("System.IO.FileStream");
            writer.WriteMapHeader(0);
        });
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new EveryField(), bytes));
    }

    [Fact]
    public void Save_WritesLongMapHeaderForManyFields()
    {
        var source = new Wide(70_000);
        var target = new Wide(70_000);
        source.Values[69_999] = 5;
        source.Inner!.Values[19] = 6;
        StateFormat.CopyTo(source, target);
        Assert.Equal((5, 6), (target.Values[69_999], target.Inner!.Values[19]));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(256, 256)]
    [InlineData(70_000, 70_001)]
    public void Bytes_AreSavedAsOneValue(int count, int length)
    {
        var source = new Raw { Bytes = [.. Enumerable.Range(0, length).Select(i => (byte)i)], Count = count };
        var target = new Raw { Bytes = [9] };
        StateFormat.CopyTo(source, target);
        Assert.Equal(source.Bytes[..count], target.Bytes);
        Assert.InRange(StateFormat.Save(source).Length, count + 8, count + 12);
        Assert.Equal($$"""{"bytes":"{{Convert.ToBase64String(target.Bytes)}}"}""", StateFormat.ToJson(source));
        Assert.InRange(StateFormat.MemorySize(source), length, length + 64);
    }

    [Fact]
    public void Load_LeavesBytesThatAreAbsent()
    {
        var target = new Raw { Bytes = [1, 2, 3], Count = 2 };
        StateFormat.Load(target, new byte[] { 0x80 });
        Assert.Equal(new byte[] { 1, 2 }, target.Bytes);
    }

    [Theory]
    [InlineData("81a56279746573c6ffffffff")]
    [InlineData("81a56279746573a161")]
    [InlineData("81a56279746573c405010203")]
    public void Load_RefusesDamagedBytes(string hex) =>
        Assert.Throws<StateFormatException>(() => StateFormat.Load(new Raw(), Convert.FromHexString(hex)));

    [Fact]
    public void MemorySize_CountsArraysAndTexts()
    {
        var small = new EveryField();
        var large = new EveryField { Doubles = new double[1000], Text = new string('x', 1000) };
        Assert.InRange(StateFormat.MemorySize(large) - StateFormat.MemorySize(small), 10_000, 10_100);
    }

    private static byte[] Bytes(Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private delegate void Write(ref MessagePackWriter writer);

    private sealed class Raw : IStateful
    {
        public byte[] Bytes = [];

        public int Count { get; init; }

        void IStateful.Describe(StateArchive state) => state.Field("bytes", ref Bytes, FieldLength.First(state.IsLoading ? Math.Min(Count, Bytes.Length) : Count));
    }

    private sealed class Pair : IStateful
    {
        public double A;
        public int B;

        public List<double> Numbers { get; } = [];

        void IStateful.Describe(StateArchive state)
        {
            state.Field("a", ref A);
            state.Field("b", ref B);
            state.Field("n", Numbers, FieldLength.Any);
        }
    }

    private sealed class Wide(int width) : IStateful
    {
        public double[] Values { get; } = new double[width];

        public Wide? Inner { get; } = width > 20 ? new Wide(20) : null;

        void IStateful.Describe(StateArchive state)
        {
            for (var i = 0; i < Values.Length; i++)
            {
                state.Field($"value {i}", ref Values[i]);
            }

            if (Inner is not null)
            {
                state.Child("inner", Inner);
            }
        }
    }
}
