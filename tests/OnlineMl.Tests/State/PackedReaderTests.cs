using System.Buffers;
using MessagePack;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

public class PackedReaderTests
{
    [Fact]
    public void Reader_ReadsWholeNumbersBack() => PropertyCheck.ForAll<long>(seed =>
    {
        foreach (var value in new[] { seed, ~seed, seed << 8, seed << 24, seed << 56, (long)((ulong)seed >> 40) })
        {
            var bytes = Written((ref writer) =>
            {
                writer.Write(value);
                writer.Write((ulong)value);
            });
            var reader = new PackedReader(bytes);
            Assert.Equal(value, reader.ReadInt64());
            Assert.Equal((ulong)value, reader.ReadUInt64());
            Assert.True(reader.Consumed == bytes.Length);
        }
    });

    [Fact]
    public void Reader_ReadsNumbersTextsAndBytesBack() => PropertyCheck.ForAll<Tuple<double, string, byte[], bool>>(values =>
    {
        // A lone surrogate has no UTF-8.
        var text = new string([.. (values.Item2 ?? "").Where(c => !char.IsSurrogate(c))]);
        var bytes = Written((ref writer) =>
        {
            writer.WriteArrayHeader(4);
            writer.Write(values.Item1);
            writer.Write(text);
            writer.Write(values.Item3);
            writer.Write(values.Item4);
        });
        var reader = new PackedReader(bytes);
        Assert.Equal(4, reader.ReadArrayHeader());
        Assert.Equal(BitConverter.DoubleToInt64Bits(values.Item1), BitConverter.DoubleToInt64Bits(reader.ReadDouble()));
        Assert.Equal(text, reader.ReadString());
        Assert.Equal(values.Item3, reader.ReadBytes().ToArray());
        Assert.Equal(values.Item4, reader.ReadBoolean());
        Assert.True(reader.Consumed == bytes.Length);
        var skipper = new PackedReader(bytes);
        skipper.Skip();
        Assert.True(skipper.Consumed == bytes.Length);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void Reader_ReadsLengthsBack(int length)
    {
        var bytes = Written((ref writer) =>
        {
            writer.Write(new string('x', length));
            writer.Write(new byte[length]);
            writer.WriteArrayHeader(length);
            for (var i = 0; i < length; i++)
            {
                writer.WriteNil();
            }
        });
        var reader = new PackedReader(bytes);
        Assert.Equal(length, reader.ReadString()!.Length);
        Assert.Equal(length, reader.ReadBytes().Length);
        Assert.Equal(length, reader.ReadArrayHeader());
        Assert.Equal(length, bytes.Length - reader.Consumed);
    }

    [Fact]
    public void Reader_AnswersAnyBytesWithStateFormatExceptionAtMost() => PropertyCheck.ForAll<byte[]>(
        bytes =>
        {
            Try(bytes, (ref reader) => reader.Skip());
            Try(bytes, (ref reader) => reader.ReadArrayHeader());
            Try(bytes, (ref reader) => reader.ReadMapHeader());
            Try(bytes, (ref reader) => reader.ReadInt32());
            Try(bytes, (ref reader) => reader.ReadUInt32());
            Try(bytes, (ref reader) => reader.ReadUInt64());
            Try(bytes, (ref reader) => reader.ReadDouble());
            Try(bytes, (ref reader) => reader.ReadExtension(out _));
            Try(bytes, (ref reader) => reader.ReadLabel());
            Try(bytes, (ref reader) => reader.TryReadNil());
            Try(bytes, (ref reader) => reader.ReadStringSpan());
            Try(bytes, (ref reader) => reader.ReadString());
            Try(bytes, (ref reader) => reader.ReadBytes());
            Try(bytes, (ref reader) => reader.ReadBoolean());
        },
        count: 2000);

    [Theory]
    [InlineData("c1")]
    [InlineData("dbffffffff")]
    [InlineData("c6ffffffff00")]
    [InlineData("ddffffffff00")]
    [InlineData("df8000000000")]
    [InlineData("c9ffffffff0100")]
    [InlineData("92")]
    [InlineData("d3")]
    public void Reader_RefusesLengthsBeyondTheEnd(string hex) =>
        Assert.Throws<StateFormatException>(() => new PackedReader(Convert.FromHexString(hex)).Skip());

    [Fact]
    public void Skip_PassesOverAnyNesting()
    {
        var bytes = new byte[1_000_000];
        bytes.AsSpan().Fill(0x91);
        Assert.Throws<StateFormatException>(() => new PackedReader(bytes).Skip());
        bytes[^1] = 0xc0;
        var reader = new PackedReader(bytes);
        reader.Skip();
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Theory]
    [InlineData("a2c328")]
    [InlineData("a3edbfbf")]
    [InlineData("a4f4908080")]
    public void ReadString_RefusesWhatIsNoUtf8(string hex) =>
        Assert.Throws<StateFormatException>(() => new PackedReader(Convert.FromHexString(hex)).ReadString());

    [Theory]
    [InlineData("d40100")]
    [InlineData("d8010000000000000000ffffffffffffffff")]
    [InlineData("c70301aabbcc")]
    public void Skip_PassesOverExtensions(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var reader = new PackedReader(bytes);
        Assert.True(reader.IsExtensionNext);
        reader.Skip();
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Fact]
    public void Load_AnswersDamageWithStateFormatExceptionAtMost()
    {
        var saved = StateFormat.Save(EveryField.Example());
        var loaded = 0;
        PropertyCheck.ForAll(
            PropertyCheck.Damaged(saved),
            bytes =>
            {
                try
                {
                    StateFormat.Load(new EveryField(), bytes);
                    loaded++;
                }
                catch (StateFormatException)
                {
                }
            },
            count: 3000);
        Assert.InRange(loaded, 1, 2999);
    }

    private static void Try(byte[] bytes, ReadSomething read)
    {
        var reader = new PackedReader(bytes);
        try
        {
            read(ref reader);
        }
        catch (StateFormatException)
        {
        }

        Assert.InRange(reader.Consumed, 0, bytes.Length);
    }

    private static byte[] Written(WriteSomething write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        write(ref writer);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private delegate void ReadSomething(ref PackedReader reader);

    private delegate void WriteSomething(ref MessagePackWriter writer);
}
