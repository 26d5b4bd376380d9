using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Rows of weights that are moved by normalized rates: a weight, the sum of its squared gradients, the inverse of the largest
/// magnitude of its feature so far, and whatever else follows.</summary>
/// <remarks>The fast path of the adaptive normalized invariant step for rates that fall with the root of the squares, four features at a
/// time.</remarks>
internal readonly ref struct NormalizedRows
{
    private const int Squares = 1;
    private const int InverseScale = 2;

    private readonly ref double _first;
    private readonly ref int _ids;
    private readonly int _length;
    private readonly int _stride;

    /// <summary>The rows of some features.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="stride">How many numbers each has.</param>
    /// <param name="ids">The rows of the features.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public NormalizedRows(Span<double> rows, int count, int stride, ReadOnlySpan<int> ids)
        : this(ref Checked(rows, count, stride), stride, ids.Length)
    {
        Rows.CheckIds(ids, count);
        _ids = ref MemoryMarshal.GetReference(ids);
    }

    /// <summary>The first rows.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="stride">How many numbers each has.</param>
    /// <param name="length">How many rows are meant.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many rows.</exception>
    public NormalizedRows(Span<double> rows, int count, int stride, int length)
        : this(ref Checked(rows, count, stride), stride, length) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)count, nameof(length));

    private NormalizedRows(ref double first, int stride, int length)
    {
        _first = ref first;
        _stride = stride;
        _length = length;
    }

    /// <summary>Brings the scale and the rate of each feature up to date.</summary>
    /// <param name="values">The values of the features.</param>
    /// <param name="squaredGradient">The square of the gradient.</param>
    /// <param name="least">Smaller squares count as 0.</param>
    /// <param name="rates">Receives the rates.</param>
    /// <param name="scaledNorm">The sum of squares of the values, each as a share of the largest one so far.</param>
    /// <returns>The sum of the squares of values, each times its rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer values or rates than rows.</exception>
    public double Measure(ReadOnlySpan<double> values, double squaredGradient, double least, Span<double> rates, out double scaledNorm)
    {
        ref var first = ref _first;
        ref var x = ref MemoryMarshal.GetReference(values[.._length]);
        ref var rate = ref MemoryMarshal.GetReference(rates[.._length]);
        ref var id = ref _ids;
        var isDense = Unsafe.IsNullRef(ref id);

        // Sums stay in registers: what is not to be lost to memory is never passed by reference.
        var sensitivities = Vector256<double>.Zero;
        var norms = Vector256<double>.Zero;
        var sensitivity = 0.0;
        var norm = 0.0;
        var length = _length;
        nint step = _stride;
        var i = 0;
        while (i < length)
        {
            if (i + 4 <= length)
            {
                int id0 = i, id1 = i + 1, id2 = i + 2, id3 = i + 3;
                if (!isDense)
                {
                    (id0, id1, id2, id3) = (Unsafe.Add(ref id, i), Unsafe.Add(ref id, i + 1), Unsafe.Add(ref id, i + 2), Unsafe.Add(ref id, i + 3));
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

                // Four features at a time, unless one of them is new, zero, larger than ever, or there twice.
                var isUsual = Vector256.GreaterThan(shares, Vector256<double>.Zero) & Vector256.LessThanOrEqual(shares, Vector256<double>.One) &
                    Vector256.GreaterThanOrEqual(squares, Vector256.Create(least));
                if (isUsual.ExtractMostSignificantBits() == 0b1111 && (isDense || AreDifferent(id0, id1, id2, id3)))
                {
                    var own = scales / Vector256.Sqrt(squares);
                    Unsafe.Add(ref w0, Squares) = squares.ToScalar();
                    Unsafe.Add(ref w1, Squares) = squares.GetElement(1);
                    Unsafe.Add(ref w2, Squares) = squares.GetElement(2);
                    Unsafe.Add(ref w3, Squares) = squares.GetElement(3);
                    own.StoreUnsafe(ref rate, (nuint)i);
                    norms = Vector256.FusedMultiplyAdd(shares, shares, norms);
                    sensitivities = Vector256.FusedMultiplyAdd(x2, own, sensitivities);
                    i += 4;
                    continue;
                }
            }

            for (var end = Math.Min(i + 4, length); i < end; i++)
            {
                ref var w = ref Unsafe.Add(ref first, (isDense ? i : Unsafe.Add(ref id, i)) * step);
                var value = Unsafe.Add(ref x, i);
                var share = ShareOf(ref w, value, squaredGradient, least);
                var own = share > 0 ? Unsafe.Add(ref w, InverseScale) / Math.Sqrt(Unsafe.Add(ref w, Squares)) : 0;
                Unsafe.Add(ref rate, i) = own;
                norm += share * share;
                sensitivity += value * value * own;
            }
        }

        scaledNorm = Dense.Sum(norms) + norm;
        return Dense.Sum(sensitivities) + sensitivity;
    }

    /// <summary>Adds to the weights: a factor times a value times a rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer values or rates than rows.</exception>
    public void Move(ReadOnlySpan<double> values, double factor, ReadOnlySpan<double> rates)
    {
        ref var first = ref _first;
        ref var x = ref MemoryMarshal.GetReference(values[.._length]);
        ref var rate = ref MemoryMarshal.GetReference(rates[.._length]);
        ref var id = ref _ids;
        nint step = _stride;
        var isDense = Unsafe.IsNullRef(ref id);
        for (var i = 0; i < _length; i++)
        {
            ref var w = ref Unsafe.Add(ref first, (isDense ? i : Unsafe.Add(ref id, i)) * step);
            w = Math.FusedMultiplyAdd(Unsafe.Add(ref rate, i), factor * Unsafe.Add(ref x, i), w);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double Checked(Span<double> rows, int count, int stride)
    {
        Rows.Check(rows, count, stride);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(stride, InverseScale);
        return ref MemoryMarshal.GetReference(rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDifferent(int a, int b, int c, int d) => a != b && a != c && a != d && b != c && b != d && c != d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref double w0, ref double w1, ref double w2, ref double w3, int slot) => Vector256.Create(
        Unsafe.Add(ref w0, slot), Unsafe.Add(ref w1, slot), Unsafe.Add(ref w2, slot), Unsafe.Add(ref w3, slot));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ShareOf(ref double w, double x, double squaredGradient, double least)
    {
        var share = Math.Abs(x) * Unsafe.Add(ref w, InverseScale);
        var squares = Unsafe.Add(ref w, Squares) + (squaredGradient * (x * x));
        Unsafe.Add(ref w, Squares) = squares;
        return share > 0 && share <= 1 && squares >= least ? share : Rescale(ref w, Math.Abs(x), least);
    }

    private static double Rescale(ref double w, double magnitude, double least)
    {
        if (magnitude * magnitude < least || Unsafe.Add(ref w, Squares) < least)
        {
            return 0;
        }

        var share = magnitude * Unsafe.Add(ref w, InverseScale);
        if (share > 1)
        {
            w *= 1 / share;
        }

        Unsafe.Add(ref w, InverseScale) = 1 / magnitude;
        return 1;
    }
}
