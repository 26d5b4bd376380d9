using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Sums over classes, four at a time. All spans are whole vectors: classes, padded.</summary>
/// <remarks>Every operation is one that all processors round in the same way.</remarks>
internal static class ClassLanes
{
    /// <summary>How many classes are treated at once.</summary>
    public const int Width = 4;

    /// <summary>Adds factor × (x - mean)² + offset of each class to its sum.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="x">The number.</param>
    /// <param name="rows">The means of all classes, then the factors, then the offsets.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddSquares(Span<double> sums, double x, ReadOnlySpan<double> rows)
    {
        if (rows.Length / 3 < sums.Length || sums.Length % Width != 0)
        {
            Refuse(nameof(rows));
        }

        var stride = (nuint)sums.Length;
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var mean = ref MemoryMarshal.GetReference(rows);
        ref var factor = ref Unsafe.Add(ref mean, stride);
        ref var offset = ref Unsafe.Add(ref factor, stride);
        var value = Vector256.Create(x);
        for (nuint i = 0; i < stride; i += Width)
        {
            var distance = value - Vector256.LoadUnsafe(ref mean, i);
            ((Vector256.LoadUnsafe(ref factor, i) * distance * distance) + Vector256.LoadUnsafe(ref offset, i) + Vector256.LoadUnsafe(ref sum, i))
                .StoreUnsafe(ref sum, i);
        }
    }

    /// <summary>Does the same for several numbers one after the other, each of which has its row in the tables.</summary>
    public static void AddSquares(
        Span<double> sums,
        ReadOnlySpan<double> numbers,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<double> means,
        ReadOnlySpan<double> factors,
        ReadOnlySpan<double> offsets)
    {
        Check(sums, sums);
        if (numbers.Length != rows.Length)
        {
            throw new ArgumentException("Each number has one row.", nameof(rows));
        }

        var places = Math.Min(means.Length, Math.Min(factors.Length, offsets.Length)) / Math.Max(sums.Length, 1);
        foreach (var row in rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)places, nameof(rows));
        }

        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var mean = ref MemoryMarshal.GetReference(means);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        ref var offset = ref MemoryMarshal.GetReference(offsets);
        for (nuint lane = 0; lane < (nuint)sums.Length; lane += Width)
        {
            var total = Vector256.LoadUnsafe(ref sum, lane);
            for (var i = 0; i < rows.Length; i++)
            {
                var at = ((nuint)(uint)rows[i] * (nuint)sums.Length) + lane;
                var distance = Vector256.Create(numbers[i]) - Vector256.LoadUnsafe(ref mean, at);
                total = (Vector256.LoadUnsafe(ref factor, at) * distance * distance) + Vector256.LoadUnsafe(ref offset, at) + total;
            }

            total.StoreUnsafe(ref sum, lane);
        }
    }

    /// <summary>Adds a number of each class to its sum.</summary>
    public static void Add(Span<double> sums, ReadOnlySpan<double> numbers)
    {
        Check(sums, numbers);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var number = ref MemoryMarshal.GetReference(numbers);
        for (nuint i = 0; i < (nuint)sums.Length; i += Width)
        {
            (Vector256.LoadUnsafe(ref sum, i) + Vector256.LoadUnsafe(ref number, i)).StoreUnsafe(ref sum, i);
        }
    }

    /// <summary>Adds first - share × second of each class to its sum; first and shares from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddDifferences(Span<double> sums, ReadOnlySpan<double> first, ReadOnlySpan<double> shares, int place, ReadOnlySpan<double> second)
    {
        if (second.Length < sums.Length || sums.Length % Width != 0 || (long)(uint)place + sums.Length > Math.Min(first.Length, shares.Length))
        {
            Refuse(nameof(first));
        }

        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var a = ref Unsafe.Add(ref MemoryMarshal.GetReference(first), place);
        ref var share = ref Unsafe.Add(ref MemoryMarshal.GetReference(shares), place);
        ref var b = ref MemoryMarshal.GetReference(second);
        for (nuint i = 0; i < (nuint)sums.Length; i += Width)
        {
            var difference = Vector256.LoadUnsafe(ref a, i) - (Vector256.LoadUnsafe(ref share, i) * Vector256.LoadUnsafe(ref b, i));
            (difference + Vector256.LoadUnsafe(ref sum, i)).StoreUnsafe(ref sum, i);
        }
    }

    private static void Check(ReadOnlySpan<double> sums, ReadOnlySpan<double> numbers)
    {
        if (numbers.Length < sums.Length || sums.Length % Width != 0)
        {
            Refuse(nameof(numbers));
        }
    }

    private static void Refuse(string name) => throw new ArgumentException("Classes are summed in whole vectors of equal length.", name);
}
