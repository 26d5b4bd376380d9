using System.Buffers;
using MessagePack;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public class EventRecordBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(65_536)]
    [InlineData(-1_000_000)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue + 1L)]
    [InlineData(long.MaxValue)]
    public void Event_IsWrittenAsThePackageWritesIt_WheneverItCame(long time) => CheckSame(time, "a", "b"u8, "{}"u8);

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void Event_IsWrittenAsThePackageWritesIt_HoweverLongItsTextsAre(int length)
    {
        CheckSame(1_700_000_000_000, new string('x', length), new byte[length], default);
        CheckSame(1_700_000_000_000, new string('é', length), default, new byte[length]);
        CheckSame(1_700_000_000_000, string.Concat(Enumerable.Repeat("🌷", length)), default, default);
    }

    [Fact]
    public void Event_IsWrittenAsThePackageWritesIt_WithALoneSurrogate() => CheckSame(1_700_000_000_000, "a\ud83c", default, default);

    private static void CheckSame(long time, string identifier, ReadOnlySpan<byte> features, ReadOnlySpan<byte> options)
    {
        var call = new ModelCall { Model = "m", Identifier = identifier, IdempotencyKey = null, Features = features, GroundTruth = "true"u8, Options = options };
        var written = new ArrayBufferWriter<byte>();
        EventRecord.Write(written, EventKind.Label, time, call);
        Assert.Equal(ByPackage(time, call), written.WrittenSpan);
    }

    private static byte[] ByPackage(long time, in ModelCall call)
    {
        var expected = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(expected);
        writer.WriteArrayHeader(call.Options.IsEmpty ? 8 : 9);
        writer.Write(call.Options.IsEmpty ? 1 : 2);
        writer.Write((int)EventKind.Label);
        writer.Write(time);
        writer.Write(call.Identifier);
        writer.Write(call.IdempotencyKey);
        foreach (var text in new[] { call.Features.ToArray(), call.GroundTruth.ToArray(), call.Prediction.ToArray() })
        {
            if (text.Length == 0)
            {
                writer.WriteNil();
            }
            else
            {
                writer.WriteString(text);
            }
        }

        if (!call.Options.IsEmpty)
        {
            writer.WriteString(call.Options);
        }

        writer.Flush();
        return expected.WrittenSpan.ToArray();
    }
}
