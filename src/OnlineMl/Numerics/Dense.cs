using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Sums over two spans of equal length, four lanes at a time.</summary>
/// <remarks>The number of lanes is fixed and fused products are asked for, not left to chance, so that every processor gives the
/// same bits.</remarks>
internal static class Dense
{
    /// <summary>The sum of products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ref double a, ref double b, int length)
    {
        var sums = Vector256<double>.Zero;
        var rest = 0.0;
        nint i = 0;
        for (; i + 4 <= length; i += 4)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i), sums);
        }

        for (; i < length; i++)
        {
            rest = Math.FusedMultiplyAdd(Unsafe.Add(ref a, i), Unsafe.Add(ref b, i), rest);
        }

        return Sum(sums) + rest;
    }

    /// <summary>The sum of products, and the sum of the squares of the first span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ref double a, ref double b, int length, out double squares)
    {
        var sums = Vector256<double>.Zero;
        var norms = Vector256<double>.Zero;
        var rest = 0.0;
        var norm = 0.0;
        nint i = 0;
        for (; i + 4 <= length; i += 4)
        {
            var left = Vector256.LoadUnsafe(ref a, (nuint)i);
            sums = Vector256.FusedMultiplyAdd(left, Vector256.LoadUnsafe(ref b, (nuint)i), sums);
            norms = Vector256.FusedMultiplyAdd(left, left, norms);
        }

        for (; i < length; i++)
        {
            var left = Unsafe.Add(ref a, i);
            rest = Math.FusedMultiplyAdd(left, Unsafe.Add(ref b, i), rest);
            norm = Math.FusedMultiplyAdd(left, left, norm);
        }

        squares = Sum(norms) + norm;
        return Sum(sums) + rest;
    }

    /// <summary>The sum of squares.</summary>
    public static double SquaredNorm(ReadOnlySpan<double> values)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        return Dot(ref first, ref first, values.Length);
    }

    /// <summary>Adds the lanes pairwise, always in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> lanes)
    {
        var halves = lanes.GetLower() + lanes.GetUpper();
        return halves.ToScalar() + halves.GetElement(1);
    }
}
