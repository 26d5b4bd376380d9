using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>A fast 64-bit hash of short byte strings: eight bytes at a time through a folded 128-bit product.</summary>
/// <remarks>With seed 0 its values are part of the state format of hashed models and never change.</remarks>
internal static class NameHash
{
    private const ulong K0 = 0x9E3779B97F4A7C15;
    private const ulong K1 = 0xD6E8FEB86659FD93;

    /// <summary>So many bytes must be readable behind a name for <see cref="OfPadded"/>.</summary>
    public const int Padding = 8;

    /// <summary>The hash of a text.</summary>
    public static ulong Of(string text, ulong seed) => Of(MemoryMarshal.AsBytes(text.AsSpan()), seed);

    /// <summary>The hash of a number.</summary>
    public static ulong Of(long number, ulong seed) => Of(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)), seed);

    /// <summary>The same as <see cref="Of(ReadOnlySpan{byte}, ulong)"/> with seed 0. The length of a short name, which cannot be
    /// foreseen among words of a text, is not branched on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfPadded(ReadOnlySpan<byte> start, int length)
    {
        if ((uint)(length - 1) >= 7 || start.Length < Padding)
        {
            return Of(start[..length], 0);
        }

        var bytes = ReadEight(ref MemoryMarshal.GetReference(start));
        var ends = (uint)bytes | (bytes >> (8 * (length - 4)) << 32);
        var few = (bytes & 0xFF) | ((bytes >> (8 * (length >> 1)) & 0xFF) << 8) | ((bytes >> (8 * (length - 1)) & 0xFF) << 16);
        var isLong = (ulong)((3L - length) >> 63);
        var tail = (ends & isLong) | (few & ~isLong);
        return Fold(Fold((K0 * ((ulong)length + 1)) ^ tail, K1), K0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        // The length must not fall on the bits of a short name, or "f1" and "g11" would be one.
        var hash = seed ^ (K0 * ((ulong)bytes.Length + 1));
        ref var start = ref MemoryMarshal.GetReference(bytes);
        nint i = 0;
        for (; i + 8 <= bytes.Length; i += 8)
        {
            hash = Fold(hash ^ ReadEight(ref Unsafe.Add(ref start, i)), K1);
        }

        ulong tail = 0;
        var left = bytes.Length - (int)i;
        if (left >= 4)
        {
            tail = ReadFour(ref Unsafe.Add(ref start, i)) | ((ulong)ReadFour(ref Unsafe.Add(ref start, bytes.Length - 4)) << 32);
        }
        else if (left > 0)
        {
            tail = Unsafe.Add(ref start, i) | ((ulong)Unsafe.Add(ref start, i + (left >> 1)) << 8) |
                ((ulong)Unsafe.Add(ref start, bytes.Length - 1) << 16);
        }

        return Fold(Fold(hash ^ tail, K1), K0);
    }

    // The first byte is the lowest on every processor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadEight(ref byte start)
    {
        var bytes = Unsafe.ReadUnaligned<ulong>(ref start);
        return BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadFour(ref byte start)
    {
        var bytes = Unsafe.ReadUnaligned<uint>(ref start);
        return BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
