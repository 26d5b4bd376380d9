using System.Buffers.Binary;
using System.Numerics;
using OnlineMl.Numerics;

namespace OnlineMl.Serving.Storage.Files;

/// <summary>The bytes of a file of the log.</summary>
/// <remarks>
/// All numbers are little-endian. Header: the eight letters <c>OnlineMl</c>, the version as 4 bytes, the position of the first event as
/// 8 bytes, and a CRC-32C of these 20 bytes. Then event after event: the length of the whole frame as 4 bytes, so that zeros are never an
/// event; a CRC-32C of the frame's length, the record and the event's position; the record. The position is not written, it follows from
/// the order; in the checksum it tells a frame in its place from an old one that was left on the disk.
/// </remarks>
internal static class SegmentFormat
{
    public const int HeaderBytes = 24;
    public const int FrameBytes = 8;
    public const uint Version = 1;

    private static ReadOnlySpan<byte> Magic => "OnlineMl"u8;

    public static void WriteHeader(Span<byte> header, long first)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], first);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], ~Add(~0u, header[..20]));
    }

    /// <summary>What is wrong with a header; null when nothing is.</summary>
    /// <exception cref="StorageException">A newer version wrote it.</exception>
    public static string? FindFault(ReadOnlySpan<byte> header, long first)
    {
        if (header.Length < HeaderBytes || !header.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != ~Add(~0u, header[..20]))
        {
            return "its header is damaged";
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
        {
            throw new StorageException($"The log has the version {version}, and this program reads version {Version}.");
        }

        var written = BinaryPrimitives.ReadInt64LittleEndian(header[12..]);
        return written == first ? null : $"its header says that it begins with event {written}";
    }

    /// <summary>The part of the checksum that needs no position, so that it can be computed before the position is known.</summary>
    public static uint BeginChecksum(ReadOnlySpan<byte> record) =>
        Add(BitOperations.Crc32C(~0u, (uint)(record.Length + FrameBytes)), record);

    public static uint EndChecksum(uint begun, long position) => ~BitOperations.Crc32C(begun, (ulong)position);

    public static void WriteFrame(Span<byte> frame, ReadOnlySpan<byte> record, uint checksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, record.Length + FrameBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], checksum);
        record.CopyTo(frame[FrameBytes..]);
    }

    public static uint ReadFrameLength(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame);

    public static bool IsIntact(ReadOnlySpan<byte> frame, long position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) == EndChecksum(BeginChecksum(frame[FrameBytes..]), position);

    private static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryViews.Words(bytes);
        foreach (var word in words)
        {
            checksum = BitOperations.Crc32C(checksum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, last);
        }

        return checksum;
    }
}
