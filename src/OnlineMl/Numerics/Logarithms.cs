using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Splits a number into 2^exponent · c · (1 + r), where the logarithm of c is in a table and |r| is below 0.0085.</summary>
internal static class Logarithms
{
    private const long SmallestNormal = 0x0010000000000000;
    private const long Infinity = 0x7ff0000000000000;

    // Numbers are brought into [0.6875, 1.375), where those near 1 keep exponent 0.
    private const long Start = 0x3fe6000000000000;
    private const int EntryCount = 128;

    private static readonly Entry[] Entries = MakeEntries();

    /// <summary>Splits a positive, finite number; false for any other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReduce(double x, out double exponent, out double r, out nint place)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var shift = 0;
        if ((ulong)(bits - SmallestNormal) >= Infinity - SmallestNormal)
        {
            if (!(x > 0 && x < double.PositiveInfinity))
            {
                exponent = r = 0;
                place = 0;
                return false;
            }

            bits = BitConverter.DoubleToInt64Bits(x * (1L << 52));
            shift = 52;
        }

        var distance = bits - Start;
        place = (nint)((distance >> 45) & (EntryCount - 1));
        exponent = (int)(distance >> 52) - shift;
        r = Math.FusedMultiplyAdd(BitConverter.Int64BitsToDouble(bits - (distance & (0xfffL << 52))), At(place).Inverse, -1);
        return true;
    }

    /// <summary>Splits four numbers that are positive, finite and not subnormal; false for any others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReduce(Vector256<double> x, out Vector256<double> exponents, out Vector256<double> r, out Vector256<long> places)
    {
        if (AreUsual(x) != Vector256<long>.AllBitsSet)
        {
            exponents = r = default;
            places = default;
            return false;
        }

        Reduce(x, out exponents, out r, out places);
        return true;
    }

    /// <summary>Which of four numbers are positive, finite and not subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> AreUsual(Vector256<double> x) =>
        (Vector256.GreaterThanOrEqual(x, Vector256.Create(BitConverter.Int64BitsToDouble(SmallestNormal)))
            & Vector256.LessThanOrEqual(x, Vector256.Create(double.MaxValue))).AsInt64();

    /// <summary>Splits four numbers that are positive, finite and not subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Reduce(Vector256<double> x, out Vector256<double> exponents, out Vector256<double> r, out Vector256<long> places)
    {
        var bits = x.AsInt64();
        var distance = bits - Vector256.Create(Start);
        places = (distance >>> 45) & Vector256.Create((long)(EntryCount - 1));
        var inverses = Vector256.Create(
            At((nint)places[0]).Inverse, At((nint)places[1]).Inverse, At((nint)places[2]).Inverse, At((nint)places[3]).Inverse);
        var mantissas = (bits - (distance & Vector256.Create(0xfffL << 52))).AsDouble();
        r = Vector256.FusedMultiplyAdd(mantissas, inverses, Vector256.Create(-1.0));

        // The exponents are small: as the last bits of 2^52 + 1024 they are numbers at once.
        var shifted = (distance + Vector256.Create(1024L << 52)) >>> 52;
        exponents = (shifted | Vector256.Create(1075L << 52)).AsDouble() - Vector256.Create((1L << 52) + 1024.0);
    }

    /// <summary>The natural logarithms at four places of the table, in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Natural(Vector256<long> places, out Vector256<double> low)
    {
        ref readonly var first = ref At((nint)places[0]);
        ref readonly var second = ref At((nint)places[1]);
        ref readonly var third = ref At((nint)places[2]);
        ref readonly var fourth = ref At((nint)places[3]);
        low = Vector256.Create(first.Low, second.Low, third.Low, fourth.Low);
        return Vector256.Create(first.High, second.High, third.High, fourth.High);
    }

    /// <summary>The logarithms to base 2 at four places of the table, in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Binary(Vector256<long> places, out Vector256<double> low)
    {
        ref readonly var first = ref At((nint)places[0]);
        ref readonly var second = ref At((nint)places[1]);
        ref readonly var third = ref At((nint)places[2]);
        ref readonly var fourth = ref At((nint)places[3]);
        low = Vector256.Create(first.Low2, second.Low2, third.Low2, fourth.Low2);
        return Vector256.Create(first.High2, second.High2, third.High2, fourth.High2);
    }

    /// <summary>The point of the table at a place that a number was reduced to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly Entry At(nint place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Entries), place);

    /// <summary>The logarithm of what is not positive or not finite.</summary>
    public static double OfUnusual(double x) => x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;

    /// <summary>ln(1 + r) - r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AfterFirstTerm(double r)
    {
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(r2, Math.FusedMultiplyAdd(r, -1.0 / 8, 1.0 / 7), Math.FusedMultiplyAdd(r, -1.0 / 6, 1.0 / 5));
        return r2 * Math.FusedMultiplyAdd(r, Math.FusedMultiplyAdd(r2, high, Math.FusedMultiplyAdd(r, -1.0 / 4, 1.0 / 3)), -0.5);
    }

    /// <summary>ln(1 + r) - r of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AfterFirstTerm(Vector256<double> r)
    {
        var r2 = r * r;
        var high = Vector256.FusedMultiplyAdd(
            r2,
            Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 8), Vector256.Create(1.0 / 7)),
            Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 6), Vector256.Create(1.0 / 5)));
        return r2 * Vector256.FusedMultiplyAdd(
            r,
            Vector256.FusedMultiplyAdd(r2, high, Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 4), Vector256.Create(1.0 / 3))),
            Vector256.Create(-0.5));
    }

    /// <summary>ln(1 + r) - r + r²/2.</summary>
    public static double AfterSecondTerm(double r)
    {
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(r2, Math.FusedMultiplyAdd(r, -1.0 / 10, 1.0 / 9), Math.FusedMultiplyAdd(r, -1.0 / 8, 1.0 / 7));
        high = Math.FusedMultiplyAdd(r2, high, Math.FusedMultiplyAdd(r, -1.0 / 6, 1.0 / 5));
        return r * r2 * Math.FusedMultiplyAdd(r2, high, Math.FusedMultiplyAdd(r, -1.0 / 4, 1.0 / 3));
    }

    /// <summary>ln(1 + r) - r + r²/2 of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> AfterSecondTerm(Vector256<double> r)
    {
        var r2 = r * r;
        var high = Vector256.FusedMultiplyAdd(
            r2,
            Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 10), Vector256.Create(1.0 / 9)),
            Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 8), Vector256.Create(1.0 / 7)));
        high = Vector256.FusedMultiplyAdd(r2, high, Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 6), Vector256.Create(1.0 / 5)));
        return r * r2 * Vector256.FusedMultiplyAdd(
            r2, high, Vector256.FusedMultiplyAdd(r, Vector256.Create(-1.0 / 4), Vector256.Create(1.0 / 3)));
    }

    private static Entry[] MakeEntries()
    {
        // Decimals have 28 digits and are the same everywhere.
        const decimal Ln2 = 0.6931471805599453094172321215m;
        var entries = new Entry[EntryCount];
        for (var i = 0; i < entries.Length; i++)
        {
            // The inverse has 7 bits after the point, so that r is exact; around 1 it is 1, so that no logarithm is added there.
            var least = BitConverter.Int64BitsToDouble(Start + ((long)i << 45));
            var middle = BitConverter.Int64BitsToDouble(Start + ((long)i << 45) + (1L << 44));
            var inverse = least == 1 ? 128 : (int)Math.Round(128 / middle);
            var log = -LogOfShare(inverse);
            var (high, low) = Split(log);
            var (high2, low2) = Split(log / Ln2);
            entries[i] = new Entry(inverse / 128.0, high, low, high2, low2);
        }

        return entries;
    }

    /// <summary>ln(n / 128), from ln((j + 1) / j) = 2 artanh(1 / (2j + 1)).</summary>
    private static decimal LogOfShare(int n)
    {
        var sum = 0m;
        for (var j = Math.Min(n, 128); j < Math.Max(n, 128); j++)
        {
            var argument = 1m / ((2 * j) + 1);
            var power = argument;
            for (var k = 1; power > 1e-28m; k += 2)
            {
                sum += 2 * power / k;
                power *= argument * argument;
            }
        }

        return n < 128 ? -sum : sum;
    }

    /// <summary>The first 42 bits after the point, so that adding a multiple of ln 2 is exact, and the rest.</summary>
    private static (double High, double Low) Split(decimal value)
    {
        var high = decimal.Round(value * (1L << 42));
        return ((double)high / (1L << 42), (double)(value - (high / (1L << 42))));
    }

    /// <summary>A point c of the table: 1/c, ln c and log2 c, the logarithms in two parts.</summary>
    public readonly record struct Entry(double Inverse, double High, double Low, double High2, double Low2);
}
