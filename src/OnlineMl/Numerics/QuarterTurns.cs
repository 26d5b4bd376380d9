using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Brings angles to within an eighth turn of zero, where a few terms of the series of the sine and the cosine do.</summary>
internal static class QuarterTurns
{
    private const double PerRadian = 0.6366197723675814; // 2/π
    private const double High = 1.5707963267948966; // π/2 in three parts
    private const double Middle = 6.123233995736766e-17;
    private const double Low = -1.4973849048591698e-33;
    private const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52
    private const double LargestPlainAngle = 1e9;

    /// <summary>Writes an angle as turns · π/2 + r + low with |r| up to π/4, and gives the turns' last two bits.</summary>
    public static int Reduce(double x, out double r, out double low)
    {
        if (!(Math.Abs(x) < LargestPlainAngle))
        {
            return ReduceLarge(x, out r, out low);
        }

        var turns = Math.FusedMultiplyAdd(x, PerRadian, RoundToInteger) - RoundToInteger;

        // Exact, as both are multiples of the last bit of π/2 and the difference is below 1.
        var rest = Math.FusedMultiplyAdd(-turns, High, x);
        var product = turns * Middle;
        var productLow = Math.FusedMultiplyAdd(turns, Middle, -product);
        (r, low) = Add(rest, -product);
        (r, low) = Add(r, Math.FusedMultiplyAdd(-turns, Low, low - productLow));
        return (int)turns & 3;
    }

    /// <summary>Writes four angles as turns · π/2 + r + low; false where one is large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReduce(Vector256<double> x, out Vector256<long> turns, out Vector256<double> r, out Vector256<double> low)
    {
        if (!Vector256.LessThanAll(Vector256.Abs(x), Vector256.Create(LargestPlainAngle)))
        {
            turns = default;
            r = low = default;
            return false;
        }

        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(PerRadian), Vector256.Create(RoundToInteger));
        var whole = shifted - Vector256.Create(RoundToInteger);
        turns = shifted.AsInt64();
        var rest = Vector256.FusedMultiplyAdd(-whole, Vector256.Create(High), x);
        var product = whole * Vector256.Create(Middle);
        var productLow = Vector256.FusedMultiplyAdd(whole, Vector256.Create(Middle), -product);
        r = Add(rest, -product, out low);
        r = Add(r, Vector256.FusedMultiplyAdd(-whole, Vector256.Create(Low), low - productLow), out low);
        return true;
    }

    /// <summary>sin(r + low + turns · π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sin(int turns, double r, double low)
    {
        var value = (turns & 1) == 0 ? SinNearZero(r, low) : CosNearZero(r, low);
        return (turns & 2) == 0 ? value : -value;
    }

    /// <summary>sin(r + low + turns · π/2) of four numbers.</summary>
    public static Vector256<double> Sin(Vector256<long> turns, Vector256<double> r, Vector256<double> low)
    {
        var isEven = Vector256.Equals(turns & Vector256<long>.One, Vector256<long>.Zero).AsDouble();
        var value = Vector256.ConditionalSelect(isEven, SinNearZero(r, low), CosNearZero(r, low));
        return value ^ ((turns & Vector256.Create(2L)) << 62).AsDouble();
    }

    /// <summary>Whole numbers of 1,216 bits: more than the largest exponent, the digits and a margin for an angle near a quarter turn.</summary>
    private static int ReduceLarge(double x, out double r, out double low)
    {
        if (!double.IsFinite(x))
        {
            r = low = double.NaN;
            return 0;
        }

        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(x));
        var digits = new BigInteger((bits & 0xfffffffffffff) | 0x10000000000000);
        var point = LargeAngles.Bits + 1075 - (int)(bits >> 52);
        var product = digits * LargeAngles.QuarterTurnsPerRadian;
        var turns = (product + (BigInteger.One << (point - 1))) >> point;

        // A fraction of at most half a turn in units of 2^-160, times π/2 in the same.
        var fraction = (product - (turns << point)) >> (point - 160);
        var angle = (fraction * LargeAngles.QuarterTurn) >> LargeAngles.Bits;
        r = Math.ScaleB((double)angle, -160);
        low = Math.ScaleB((double)(angle - new BigInteger((double)angle)), -160);
        var quarter = (int)(turns & 3);
        if (x > 0)
        {
            return quarter;
        }

        (r, low) = (-r, -low);
        return -quarter & 3;
    }

    /// <summary>A sum and what rounding took from it (Knuth, The Art of Computer Programming, volume 2, section 4.2.2).</summary>
    private static (double Sum, double Lost) Add(double a, double b)
    {
        var sum = a + b;
        var share = sum - a;
        return (sum, a - (sum - share) + (b - share));
    }

    private static Vector256<double> Add(Vector256<double> a, Vector256<double> b, out Vector256<double> lost)
    {
        var sum = a + b;
        var share = sum - a;
        lost = a - (sum - share) + (b - share);
        return sum;
    }

    /// <summary>sin(r + low) for |r| up to π/4.</summary>
    private static double SinNearZero(double r, double low)
    {
        var r2 = r * r;
        var r4 = r2 * r2;
        var series = (-1.0 / 6) + (r2 * (1.0 / 120)) + (r4 * ((-1.0 / 5040) + (r2 * (1.0 / 362880))))
            + (r4 * r4 * ((-1.0 / 39916800) + (r2 * (1.0 / 6227020800)) + (r4 * ((-1.0 / 1307674368000) + (r2 * (1.0 / 355687428096000))))));
        return r + ((r * r2 * series) + (low * (1 - (0.5 * r2))));
    }

    /// <summary>cos(r + low) for |r| up to π/4.</summary>
    private static double CosNearZero(double r, double low)
    {
        var r2 = r * r;
        var r4 = r2 * r2;
        var series = (1.0 / 24) - (r2 * (1.0 / 720)) + (r4 * ((1.0 / 40320) - (r2 * (1.0 / 3628800))))
            + (r4 * r4 * ((1.0 / 479001600) - (r2 * (1.0 / 87178291200)) + (r4 * (1.0 / 20922789888000))));
        var half = 0.5 * r2;
        var first = 1 - half;
        return first + (1 - first - half + ((r4 * series) - (r * low)));
    }

    private static Vector256<double> SinNearZero(Vector256<double> r, Vector256<double> low)
    {
        var r2 = r * r;
        var r4 = r2 * r2;
        var series = Vector256.Create(-1.0 / 6) + (r2 * (1.0 / 120)) + (r4 * (Vector256.Create(-1.0 / 5040) + (r2 * (1.0 / 362880))))
            + (r4 * r4 * (Vector256.Create(-1.0 / 39916800) + (r2 * (1.0 / 6227020800))
                + (r4 * (Vector256.Create(-1.0 / 1307674368000) + (r2 * (1.0 / 355687428096000))))));
        return r + ((r * r2 * series) + (low * (Vector256<double>.One - (0.5 * r2))));
    }

    private static Vector256<double> CosNearZero(Vector256<double> r, Vector256<double> low)
    {
        var r2 = r * r;
        var r4 = r2 * r2;
        var series = Vector256.Create(1.0 / 24) - (r2 * (1.0 / 720)) + (r4 * (Vector256.Create(1.0 / 40320) - (r2 * (1.0 / 3628800))))
            + (r4 * r4 * (Vector256.Create(1.0 / 479001600) - (r2 * (1.0 / 87178291200)) + (r4 * (1.0 / 20922789888000))));
        var half = 0.5 * r2;
        var first = Vector256<double>.One - half;
        return first + (Vector256<double>.One - first - half + ((r4 * series) - (r * low)));
    }

    /// <summary>π/2 and 2/π in units of 2^-1216, by Machin's formula.</summary>
    private static class LargeAngles
    {
        public const int Bits = 1216;

        public static readonly BigInteger QuarterTurn = ((4 * ArcTangentOfInverse(5)) - ArcTangentOfInverse(239)) >> (Guard - 1);
        public static readonly BigInteger QuarterTurnsPerRadian = (BigInteger.One << (2 * Bits)) / QuarterTurn;
        private const int Guard = 32;

        private static BigInteger ArcTangentOfInverse(int n)
        {
            var power = (BigInteger.One << (Bits + Guard)) / n;
            var sum = power;
            for (var k = 3; !power.IsZero; k += 2)
            {
                power /= -n * n;
                sum += power / k;
            }

            return sum;
        }
    }
}
