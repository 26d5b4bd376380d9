using System.Buffers.Binary;
using OnlineMl.Serving.Storage;
using OnlineMl.Serving.Storage.Files;

namespace OnlineMl.Serving.Tests.Storage.Files;

public sealed class SegmentFormatTests
{
    [Fact]
    public void AHeader_SaysWithWhichEventTheSegmentBegins()
    {
        var header = Header(7);
        Assert.Null(SegmentFormat.FindFault(header, 7));
        Assert.Contains("begins with event 7", SegmentFormat.FindFault(header, 8), StringComparison.Ordinal);
    }

    [Fact]
    public void AHeader_OfWhichAnyBitChanged_IsDamaged()
    {
        for (var bit = 0; bit < 8 * SegmentFormat.HeaderBytes; bit++)
        {
            var header = Header(7);
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal("its header is damaged", SegmentFormat.FindFault(header, 7));
        }

        Assert.Equal("its header is damaged", SegmentFormat.FindFault(Header(7).AsSpan(0, SegmentFormat.HeaderBytes - 1), 7));
    }

    [Fact]
    public void AHeader_OfANewerVersion_IsNoDamage()
    {
        var header = Header(7);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), SegmentFormat.Version + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), Crc32C(header.AsSpan(0, 20)));

        var newer = Assert.Throws<StorageException>(() => SegmentFormat.FindFault(header, 7));
        Assert.Contains("version 2", newer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFrame_IsIntactOnlyAtItsPosition()
    {
        var frame = Frame("record"u8, 5);
        Assert.Equal((uint)frame.Length, SegmentFormat.ReadFrameLength(frame));
        Assert.Equal("record"u8.ToArray(), frame[SegmentFormat.FrameBytes..]);
        Assert.True(SegmentFormat.IsIntact(frame, 5));
        Assert.False(SegmentFormat.IsIntact(frame, 4));
        Assert.False(SegmentFormat.IsIntact(frame, 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void AFrame_OfWhichAnyByteChanged_IsNotIntact(int length)
    {
        var frame = Frame(Enumerable.Range(0, length).Select(number => (byte)number).ToArray(), 5);
        for (var changed = sizeof(int); changed < frame.Length; changed++)
        {
            frame[changed] ^= 16;
            Assert.False(SegmentFormat.IsIntact(frame, 5));
            frame[changed] ^= 16;
        }

        Assert.True(SegmentFormat.IsIntact(frame, 5));
    }

    [Fact]
    public void Zeros_AreNeverAFrame() => Assert.True(SegmentFormat.ReadFrameLength(new byte[SegmentFormat.FrameBytes]) < SegmentFormat.FrameBytes);

    private static byte[] Header(long first)
    {
        var header = new byte[SegmentFormat.HeaderBytes];
        SegmentFormat.WriteHeader(header, first);
        return header;
    }

    private static byte[] Frame(ReadOnlySpan<byte> record, long position)
    {
        var frame = new byte[SegmentFormat.FrameBytes + record.Length];
        SegmentFormat.WriteFrame(frame, record, SegmentFormat.EndChecksum(SegmentFormat.BeginChecksum(record), position));
        return frame;
    }

    // Bit by bit, as Castagnoli's polynomial is written down.
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var checksum = ~0u;
        foreach (var next in bytes)
        {
            checksum ^= next;
            for (var bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ 0x82F63B78;
            }
        }

        return ~checksum;
    }
}
