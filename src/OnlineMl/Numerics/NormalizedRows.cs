using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>The rows of weights that are moved by normalized rates, four at a time: a weight, the sum of its squared gradients, the inverse of
/// the largest magnitude of its feature so far, and whatever else follows.</summary>
/// <remarks>The fast path of the adaptive normalized invariant step for rates that fall with the root of the squares.</remarks>
internal ref struct NormalizedRows(Span<double> rows, int count, int stride)
{
    private const int Squares = 1;
    private const int InverseScale = 2;

    private readonly Span<double> _rows = stride > InverseScale && (long)(uint)count * stride <= rows.Length
        ? rows
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"There are {rows.Length} numbers and not {count} rows of {stride}.");

    private Vector256<double> _sensitivities = Vector256<double>.Zero;
    private Vector256<double> _norms = Vector256<double>.Zero;

    /// <summary>The sum of the squares of values, each times its rate.</summary>
    public readonly double Sensitivity => Dense.Sum(_sensitivities);

    /// <summary>The sum of squares of the values, each as a share of the largest one so far.</summary>
    public readonly double Norm => Dense.Sum(_norms);

    /// <summary>Adds to the squared gradients of features and writes their rates, as long as nothing is unusual about four of them: none
    /// is new, zero, larger than ever, or there twice, or without a row.</summary>
    /// <param name="i">The first feature.</param>
    /// <param name="ids">The rows of the features.</param>
    /// <param name="values">Their values.</param>
    /// <param name="squaredGradient">The square of the gradient.</param>
    /// <param name="least">The least sum of squared gradients of which there is a rate.</param>
    /// <param name="rates">Receives the rates.</param>
    /// <returns>The first feature that was left alone.</returns>
    public int MeasureUsual(
        int i, scoped ReadOnlySpan<int> ids, scoped ReadOnlySpan<double> values, double squaredGradient, double least, scoped Span<double> rates)
    {
        var length = ids.Length;
        ref var id = ref MemoryMarshal.GetReference(ids);
        ref var x = ref MemoryMarshal.GetReference(values[..length]);
        ref var rate = ref MemoryMarshal.GetReference(rates[..length]);
        ref var first = ref MemoryMarshal.GetReference(_rows);
        ArgumentOutOfRangeException.ThrowIfNegative(i);

        // Sums stay in registers while there is something to do.
        var sensitivities = _sensitivities;
        var norms = _norms;
        var known = (uint)count;
        nint step = stride;
        for (; i + 4 <= length; i += 4)
        {
            int id0 = Unsafe.Add(ref id, i), id1 = Unsafe.Add(ref id, i + 1), id2 = Unsafe.Add(ref id, i + 2), id3 = Unsafe.Add(ref id, i + 3);
            if ((uint)id0 >= known || (uint)id1 >= known || (uint)id2 >= known || (uint)id3 >= known)
            {
                break;
            }

            ref var w0 = ref Unsafe.Add(ref first, id0 * step);
            ref var w1 = ref Unsafe.Add(ref first, id1 * step);
            ref var w2 = ref Unsafe.Add(ref first, id2 * step);
            ref var w3 = ref Unsafe.Add(ref first, id3 * step);
            var four = Vector256.LoadUnsafe(ref x, (nuint)i);
            var scales = Four(ref w0, ref w1, ref w2, ref w3, InverseScale);
            var shares = Vector256.Abs(four) * scales;
            var x2 = four * four;
            var squares = Four(ref w0, ref w1, ref w2, ref w3, Squares) + (x2 * squaredGradient);
            var isUsual = Vector256.GreaterThan(shares, Vector256<double>.Zero) & Vector256.LessThanOrEqual(shares, Vector256<double>.One) &
                Vector256.GreaterThanOrEqual(squares, Vector256.Create(least));
            if (isUsual.ExtractMostSignificantBits() != 0b1111 || !AreDifferent(id0, id1, id2, id3))
            {
                break;
            }

            var own = scales / Vector256.Sqrt(squares);
            Unsafe.Add(ref w0, Squares) = squares.ToScalar();
            Unsafe.Add(ref w1, Squares) = squares.GetElement(1);
            Unsafe.Add(ref w2, Squares) = squares.GetElement(2);
            Unsafe.Add(ref w3, Squares) = squares.GetElement(3);
            own.StoreUnsafe(ref rate, (nuint)i);
            norms = Vector256.FusedMultiplyAdd(shares, shares, norms);
            sensitivities = Vector256.FusedMultiplyAdd(x2, own, sensitivities);
        }

        _sensitivities = sensitivities;
        _norms = norms;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDifferent(int a, int b, int c, int d) => a != b && a != c && a != d && b != c && b != d && c != d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref double w0, ref double w1, ref double w2, ref double w3, int slot) => Vector256.Create(
        Unsafe.Add(ref w0, slot), Unsafe.Add(ref w1, slot), Unsafe.Add(ref w2, slot), Unsafe.Add(ref w3, slot));
}
