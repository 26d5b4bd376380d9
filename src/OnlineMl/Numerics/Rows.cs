using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnlineMl.Numerics;

/// <summary>Rows of numbers that lie one behind the other, of which the first number is a weight.</summary>
internal static class Rows
{
    /// <summary>The sum of products of values with the weights of rows 0, 1, 2, …, of which there are at least as many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<double> values, ReadOnlySpan<double> rows, int stride)
    {
        Check(rows, values.Length, stride);
        return StridedDot(ref MemoryMarshal.GetReference(values), ref MemoryMarshal.GetReference(rows), values.Length, stride);
    }

    /// <summary>The sum of products of values with the weights of their rows; those beyond the last row weigh 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, ReadOnlySpan<double> rows, int count, int stride)
    {
        Check(rows, count, stride);

        // Two sums, so that an addition need not wait for the one before.
        var even = 0.0;
        var odd = 0.0;
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var x = ref MemoryMarshal.GetReference(values);
        var length = Math.Min(ids.Length, values.Length);
        nint step = stride;
        for (var i = 0; i < length; i++)
        {
            var id = ids[i];
            if ((uint)id < (uint)count)
            {
                var sum = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i), Unsafe.Add(ref first, id * step), even);
                even = odd;
                odd = sum;
            }
        }

        return even + odd;
    }

    /// <summary>The largest id, where a negative one counts as larger than all others.</summary>
    public static uint Largest(ReadOnlySpan<int> ids)
    {
        if (ids.Length >= Vector256<uint>.Count)
        {
            ref var first = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<int, uint>(ids));
            var lanes = Vector256.LoadUnsafe(ref first);
            for (var i = Vector256<uint>.Count; i <= ids.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
            {
                lanes = Vector256.Max(lanes, Vector256.LoadUnsafe(ref first, (nuint)i));
            }

            // The rest overlaps with what was read already, which does no harm to a maximum.
            lanes = Vector256.Max(lanes, Vector256.LoadUnsafe(ref first, (nuint)(ids.Length - Vector256<uint>.Count)));
            var halves = Vector128.Max(lanes.GetLower(), lanes.GetUpper());
            return Math.Max(Math.Max(halves.GetElement(0), halves.GetElement(1)), Math.Max(halves.GetElement(2), halves.GetElement(3)));
        }

        var largest = 0u;
        foreach (var id in ids)
        {
            largest = Math.Max(largest, (uint)id);
        }

        return largest;
    }

    /// <summary>Starts to fetch some rows into the cache; those beyond the last one are passed over.</summary>
    public static unsafe void Prefetch(ReadOnlySpan<int> ids, ReadOnlySpan<double> rows, int count, int stride)
    {
        Check(rows, count, stride);
        if (Sse.IsSupported)
        {
            fixed (double* first = rows)
            {
                foreach (var id in ids)
                {
                    if ((uint)id < (uint)count)
                    {
                        // A row may lie on both sides of the border of two cache lines.
                        Sse.Prefetch0(first + ((nint)id * stride));
                        Sse.Prefetch0(first + ((nint)id * stride) + stride - 1);
                    }
                }
            }
        }
    }

    /// <summary>Refuses features without a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckIds(ReadOnlySpan<int> ids, int count)
    {
        if (!ids.IsEmpty && Largest(ids) >= (uint)count)
        {
            throw new ArgumentOutOfRangeException(nameof(ids), $"A feature has no row; there are {count}.");
        }
    }

    /// <summary>Refuses rows that are not there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(ReadOnlySpan<double> rows, int count, int stride)
    {
        if ((long)count * stride > rows.Length || (count | (stride - 1)) < 0)
        {
            Refuse(rows.Length, count, stride);
        }
    }

    private static void Refuse(int length, int count, int stride) =>
        throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {length} numbers and not {count} rows of {stride}.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double StridedDot(ref double x, ref double w, int length, int stride)
    {
        // Four sums, so that an addition need not wait for the one before.
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        nint step = stride;
        nint i = 0;
        for (; i + 3 < length; i += 4)
        {
            sum0 = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i), w, sum0);
            sum1 = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i + 1), Unsafe.Add(ref w, step), sum1);
            sum2 = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i + 2), Unsafe.Add(ref w, step * 2), sum2);
            sum3 = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i + 3), Unsafe.Add(ref w, step * 3), sum3);
            w = ref Unsafe.Add(ref w, step * 4);
        }

        for (; i < length; i++)
        {
            sum0 = Math.FusedMultiplyAdd(Unsafe.Add(ref x, i), w, sum0);
            w = ref Unsafe.Add(ref w, step);
        }

        return (sum0 + sum1) + (sum2 + sum3);
    }
}
