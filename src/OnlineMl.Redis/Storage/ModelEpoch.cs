using System.Buffers.Binary;

namespace OnlineMl.Redis.Storage;

/// <summary>What tells a model from an earlier one of the same name.</summary>
internal static class ModelEpoch
{
    public static string Begin(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>When it was begun.</summary>
    public static DateTimeOffset BegunAt(string epoch)
    {
        Span<byte> bytes = stackalloc byte[16];
        return Guid.TryParseExact(epoch, "N", out var id) && id.TryWriteBytes(bytes, bigEndian: true, out _)
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16))
            : DateTimeOffset.UnixEpoch;
    }
}
