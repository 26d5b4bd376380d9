using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Four numbers of a span at once, with one check.</summary>
internal static class Lanes
{
    /// <summary>How many numbers are treated at once.</summary>
    public const int Width = 4;

    /// <summary>The four numbers from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Load(ReadOnlySpan<double> numbers, int at)
    {
        Check(numbers.Length, at);
        return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)(uint)at);
    }

    /// <summary>Writes the four numbers from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<double> numbers, int at, Vector256<double> four)
    {
        Check(numbers.Length, at);
        four.StoreUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)(uint)at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check(int length, int at)
    {
        if ((long)(uint)at + Width > length)
        {
            Refuse(length, at);
        }
    }

    private static void Refuse(int length, int at) =>
        throw new ArgumentOutOfRangeException(nameof(at), at, $"There are no {Width} numbers from here on, but {length} in all.");
}
