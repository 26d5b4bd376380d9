using System.Buffers.Binary;
using System.Numerics;
using OnlineMl.Numerics;

namespace OnlineMl.State;

/// <summary>The checksum of a saved model: XXH64 with seed 0 (Y. Collet, "xxHash fast digest algorithm", version 0.1.1, 2018).</summary>
/// <remarks>It tells damage, as a SHA-256 did in earlier versions of the format, in a tenth of the time; nothing that anybody may forge
/// protects from forgery, so that what is read is checked value by value whatever its checksum says.</remarks>
internal static class Checksum
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;

    /// <summary>The checksum of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryViews.Words(bytes);
        var hash = words.Length >= 4 ? InFours(ref words) : Prime5;
        hash += (ulong)bytes.Length;
        foreach (var word in words)
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, Little(word)), 27) * Prime1) + Prime4;
        }

        var rest = bytes[^(bytes.Length % sizeof(ulong))..];
        if (rest.Length >= sizeof(uint))
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
            rest = rest[sizeof(uint)..];
        }

        foreach (var value in rest)
        {
            hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    /// <summary>Takes four words at a time, as long as there are so many.</summary>
    private static ulong InFours(ref ReadOnlySpan<ulong> words)
    {
        var (a, b, c, d) = (unchecked(Prime1 + Prime2), Prime2, 0UL, unchecked(0 - Prime1));
        var left = words;
        for (; left.Length >= 4; left = left[4..])
        {
            a = Round(a, Little(left[0]));
            b = Round(b, Little(left[1]));
            c = Round(c, Little(left[2]));
            d = Round(d, Little(left[3]));
        }

        words = left;
        var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        return Merge(Merge(Merge(Merge(hash, a), b), c), d);
    }

    private static ulong Round(ulong sum, ulong word) => BitOperations.RotateLeft(sum + (word * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong sum) => ((hash ^ Round(0, sum)) * Prime1) + Prime4;

    private static ulong Little(ulong word) => BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word);
}
