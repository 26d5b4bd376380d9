using System.Buffers.Binary;
using OnlineMl.State;

namespace OnlineMl.Tests.Contract.Damage;

/// <summary>Files whose checksum is right, whatever is in them.</summary>
internal static class SealedFiles
{
    private const int FewEntries = 15;

    private static readonly byte[] Beginning = [0xa6, .. "format"u8, 0xa8, .. "onlineml"u8, 0xa7, .. "version"u8, ModelFile.Version];

    private static readonly byte[] End = [0xa8, .. "checksum"u8];

    /// <summary>What a file has between its version and its checksum, as a map.</summary>
    public static byte[] ContentOf(byte[] file)
    {
        var content = SavedValue.Parse(file);
        content.Fields.RemoveAll(field => field.Key is "format" or "version" or "checksum");
        return content.ToBytes();
    }

    /// <summary>A file with such a content, which need not be a map any more.</summary>
    public static byte[] Of(byte[] content)
    {
        var entries = (content[0] & 0x0f) + 3;
        byte[] whole = [(byte)(0x80 | Math.Min(entries, FewEntries)), .. Beginning, .. content.AsSpan(1), .. End];
        var checksum = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(checksum, Checksum.Of(whole));
        return [.. whole, 0xc4, sizeof(ulong), .. checksum];
    }
}
