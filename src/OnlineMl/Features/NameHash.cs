using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Features;

/// <summary>A fast 64-bit hash of short byte strings: eight bytes at a time through a folded 128-bit product.</summary>
/// <remarks>With seed 0 its values are part of the state format of hashed models and never change.</remarks>
internal static class NameHash
{
    private const ulong K0 = 0x9E3779B97F4A7C15;
    private const ulong K1 = 0xD6E8FEB86659FD93;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        // The length must not fall on the bits of a short name, or "f1" and "g11" would be one.
        var hash = seed ^ (K0 * ((ulong)bytes.Length + 1));
        ref var start = ref MemoryMarshal.GetReference(bytes);
        nint i = 0;
        for (; i + 8 <= bytes.Length; i += 8)
        {
            hash = Fold(hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i)), K1);
        }

        ulong tail = 0;
        var left = bytes.Length - (int)i;
        if (left >= 4)
        {
            tail = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, i)) |
                ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, bytes.Length - 4)) << 32);
        }
        else if (left > 0)
        {
            tail = Unsafe.Add(ref start, i) | ((ulong)Unsafe.Add(ref start, i + (left >> 1)) << 8) |
                ((ulong)Unsafe.Add(ref start, bytes.Length - 1) << 16);
        }

        return Fold(Fold(hash ^ tail, K1), K0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
