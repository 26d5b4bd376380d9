using System.Numerics;

namespace OnlineMl.Numerics;

/// <summary>Brings angles to within an eighth turn of zero.</summary>
internal static class QuarterTurns
{
    private const double PerRadian = 0.6366197723675814; // 2/π
    private const double High = 1.5707963267948966; // π/2 in three parts
    private const double Middle = 6.123233995736766e-17;
    private const double Low = -1.4973849048591698e-33;
    private const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52

    /// <summary>Writes an angle as turns · π/2 + r + low with |r| up to π/4, and gives the turns' last two bits.</summary>
    public static int Reduce(double x, out double r, out double low)
    {
        if (!(Math.Abs(x) < 1e9))
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
