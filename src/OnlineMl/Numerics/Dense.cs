using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Sums over two spans of equal length, four lanes at a time.</summary>
/// <remarks>The number of lanes is fixed and fused products are asked for, not left to chance, so that every processor gives the
/// same bits.</remarks>
internal static class Dense
{
    /// <summary>Whether all numbers are finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(ReadOnlySpan<double> values) => AreWithin(values, double.MaxValue);

    /// <summary>Whether the magnitudes of all numbers are at most a limit; that of NaN never is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreWithin(ReadOnlySpan<double> values, double limit)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var length = values.Length;
        var most = Vector256.Create(limit);
        var within = Vector256<double>.AllBitsSet;
        nint i = 0;
        for (; i + 4 <= length; i += 4)
        {
            within &= Vector256.LessThanOrEqual(Vector256.Abs(Vector256.LoadUnsafe(ref first, (nuint)i)), most);
        }

        var isWithin = within.ExtractMostSignificantBits() == 15;
        for (; i < length; i++)
        {
            isWithin &= Math.Abs(Unsafe.Add(ref first, i)) <= limit;
        }

        return isWithin;
    }

    /// <summary>Copies numbers into the start of a span that is at least as long.</summary>
    /// <remarks>In the lanes in which sums read them: what is read soon after it was written is read fast only when it was written so.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<double> values, Span<double> target)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(target[..values.Length]);
        nint i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            Vector256.LoadUnsafe(ref from, (nuint)i).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < values.Length; i++)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
        }
    }

    /// <summary>The sum of products of the first span with the start of the second, which is at least as long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right[..left.Length]);
        var length = left.Length;
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

    /// <summary>The sum of products of the first span with the start of the second, which is at least as long, and the sum of the squares of
    /// the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<double> values, ReadOnlySpan<double> others, out double squares)
    {
        ref var a = ref MemoryMarshal.GetReference(values);
        ref var b = ref MemoryMarshal.GetReference(others[..values.Length]);
        var length = values.Length;
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
    public static double SquaredNorm(ReadOnlySpan<double> values) => Dot(values, values);

    /// <summary>Moves weights against a gradient, of which each has a share by its value, and shrinks them by a penalty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Descend(Span<double> weights, ReadOnlySpan<double> values, double rate, double gradient, double penalty)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var w = ref MemoryMarshal.GetReference(weights[..values.Length]);
        var gradients = Vector256.Create(gradient);
        var rates = Vector256.Create(-rate);
        nint i = 0;
        if (penalty == 0)
        {
            for (; i + 4 <= values.Length; i += 4)
            {
                var slope = gradients * Vector256.LoadUnsafe(ref x, (nuint)i);
                Vector256.FusedMultiplyAdd(rates, slope, Vector256.LoadUnsafe(ref w, (nuint)i)).StoreUnsafe(ref w, (nuint)i);
            }
        }

        for (; i < values.Length; i++)
        {
            ref var weight = ref Unsafe.Add(ref w, i);
            weight = Math.FusedMultiplyAdd(-rate, (gradient * Unsafe.Add(ref x, i)) + (penalty * weight), weight);
        }
    }

    /// <summary>Adds the lanes pairwise, always in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> lanes)
    {
        var halves = lanes.GetLower() + lanes.GetUpper();
        return halves.ToScalar() + halves.GetElement(1);
    }
}
