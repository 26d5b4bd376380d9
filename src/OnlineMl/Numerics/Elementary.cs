using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Elementary functions made of additions, multiplications and fused products alone, whose results are the same on every
/// processor.</summary>
/// <remarks>The run-time library's differ in the last bit from platform to platform; these give every server the same model from the
/// same events, and the hot ones are inlined. Every result is at most one unit in the last place off the correctly rounded one.
/// Special cases are those of IEEE 754 and C99.</remarks>
internal static class Elementary
{
    private const double TableStepsPerUnit = 92.332482616893656; // 64 / ln 2
    private const double UnitPerTableStepHigh = 0.010830424696249145; // ln 2 / 64
    private const double UnitPerTableStepLow = 3.623510646634843e-19;
    private const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52
    private const double LargestPlainExponent = 708; // e^x and e^-x are normal numbers up to here.

    private const double Ln2High = 0.6931471805598903; // the first 42 bits, so that multiples of it are exact
    private const double Ln2Low = 5.497923018708371e-14;
    private const double InverseLn2 = 1.4426950408889634;
    private const double InverseLn2Low = 2.0355273740931033e-17;

    /// <summary>1 / (1 + e^-x), exactly 0 below -30 and exactly 1 above 30.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sigmoid(double x)
    {
        if (x < -30)
        {
            return 0;
        }

        return x > 30 ? 1 : 1 / (1 + ExpInRange(-x));
    }

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => Math.Abs(x) <= LargestPlainExponent ? ExpInRange(x) : ExpOfSum(x, 0);

    /// <summary>e^x of four numbers, each as <see cref="Exp(double)"/> gives it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Exp(Vector256<double> x)
    {
        if (!Vector256.LessThanOrEqualAll(Vector256.Abs(x), Vector256.Create(LargestPlainExponent)))
        {
            return Vector256.Create(Exp(x[0]), Exp(x[1]), Exp(x[2]), Exp(x[3]));
        }

        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(TableStepsPerUnit), Vector256.Create(RoundToInteger));
        var steps = shifted - Vector256.Create(RoundToInteger);
        var bits = shifted.AsInt64();
        var powers = Vector256.Create(PowersOfTwo.At(bits[0]), PowersOfTwo.At(bits[1]), PowersOfTwo.At(bits[2]), PowersOfTwo.At(bits[3]));
        var scale = (powers.AsInt64() + ((bits >> 6) << 52)).AsDouble();
        var r = Vector256.FusedMultiplyAdd(
            steps, Vector256.Create(-UnitPerTableStepLow), Vector256.FusedMultiplyAdd(steps, Vector256.Create(-UnitPerTableStepHigh), x));
        var r2 = r * r;
        var high = Vector256.FusedMultiplyAdd(
            r2,
            Vector256.FusedMultiplyAdd(r, Vector256.Create(1.0 / 120), Vector256.Create(1.0 / 24)),
            Vector256.FusedMultiplyAdd(r, Vector256.Create(1.0 / 6), Vector256.Create(0.5)));
        return Vector256.FusedMultiplyAdd(scale, Vector256.FusedMultiplyAdd(r2, high, r), scale);
    }

    /// <summary>e^x for |x| up to 708: x = (64 m + k) ln 2 / 64 + r, so that e^x = 2^m 2^(k/64) e^r with |r| below 0.0055.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExpInRange(double x)
    {
        var shifted = Math.FusedMultiplyAdd(x, TableStepsPerUnit, RoundToInteger);
        var steps = shifted - RoundToInteger;
        var bits = BitConverter.DoubleToInt64Bits(shifted);
        var scale = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(PowersOfTwo.At(bits)) + ((bits >> 6) << 52));
        var r = Math.FusedMultiplyAdd(steps, -UnitPerTableStepLow, Math.FusedMultiplyAdd(steps, -UnitPerTableStepHigh, x));
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(r2, Math.FusedMultiplyAdd(r, 1.0 / 120, 1.0 / 24), Math.FusedMultiplyAdd(r, 1.0 / 6, 0.5));
        return Math.FusedMultiplyAdd(scale, Math.FusedMultiplyAdd(r2, high, r), scale);
    }

    /// <summary>The natural logarithm.</summary>
    public static double Log(double x)
    {
        if (!Logarithms.TryReduce(x, out var exponent, out var r, out var place))
        {
            return Logarithms.OfUnusual(x);
        }

        ref readonly var entry = ref Logarithms.At(place);
        var start = Math.FusedMultiplyAdd(exponent, Ln2High, entry.High);
        var sum = start + r;
        var low = Math.FusedMultiplyAdd(exponent, Ln2Low, entry.Low) + (start - sum + r);
        return sum + (low + Logarithms.AfterFirstTerm(r));
    }

    /// <summary>The natural logarithms of four numbers, each as <see cref="Log(double)"/> gives it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Log(Vector256<double> x)
    {
        if (!Logarithms.TryReduce(x, out var exponents, out var r, out var high, out var low))
        {
            return Vector256.Create(Log(x[0]), Log(x[1]), Log(x[2]), Log(x[3]));
        }

        var start = Vector256.FusedMultiplyAdd(exponents, Vector256.Create(Ln2High), high);
        var sum = start + r;
        var rest = Vector256.FusedMultiplyAdd(exponents, Vector256.Create(Ln2Low), low) + (start - sum + r);
        return sum + (rest + Logarithms.AfterFirstTerm(r));
    }

    /// <summary>The logarithm to base 2, exact for powers of 2.</summary>
    public static double Log2(double x)
    {
        if (!Logarithms.TryReduce(x, out var exponent, out var r, out var place))
        {
            return Logarithms.OfUnusual(x);
        }

        ref readonly var entry = ref Logarithms.At(place);
        var start = exponent + entry.High2;
        var first = r * InverseLn2;
        var firstLow = Math.FusedMultiplyAdd(r, InverseLn2, -first) + (r * InverseLn2Low);
        var sum = start + first;
        var low = entry.Low2 + firstLow + (start - sum + first);
        return sum + Math.FusedMultiplyAdd(Logarithms.AfterFirstTerm(r), InverseLn2, low);
    }

    /// <summary>x^y.</summary>
    public static double Pow(double x, double y)
    {
        if (x > 0 && double.IsFinite(x) && double.IsFinite(y))
        {
            return PowOfPositive(x, y);
        }

        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (double.IsNaN(x) || double.IsNaN(y) || (x < 0 && double.IsFinite(x) && double.IsFinite(y) && !double.IsInteger(y)))
        {
            return double.NaN;
        }

        var size = Math.Abs(x);
        if (double.IsInfinity(y))
        {
            return size == 1 ? 1 : size > 1 == y > 0 ? double.PositiveInfinity : 0;
        }

        var power = size == 0 || double.IsInfinity(size) ? size == 0 == y < 0 ? double.PositiveInfinity : 0 : PowOfPositive(size, y);
        return double.IsNegative(x) && double.IsOddInteger(y) ? -power : power;
    }

    /// <summary>The sine of an angle in radians.</summary>
    public static double Sin(double x)
    {
        if (Math.Abs(x) < 1e-8)
        {
            return x;
        }

        var turns = QuarterTurns.Reduce(x, out var r, out var low);
        var value = (turns & 1) == 0 ? SinNearZero(r, low) : CosNearZero(r, low);
        return (turns & 2) == 0 ? value : -value;
    }

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x)
    {
        var turns = QuarterTurns.Reduce(x, out var r, out var low);
        var value = (turns & 1) == 0 ? CosNearZero(r, low) : SinNearZero(r, low);
        return ((turns + 1) & 2) == 0 ? value : -value;
    }

    /// <summary>x^y = e^(y ln x) for finite numbers and a positive x. The logarithm has about 66 bits, as its product with y reaches
    /// 2^10 and keeps 53 bits after the point.</summary>
    private static double PowOfPositive(double x, double y)
    {
        Logarithms.TryReduce(x, out var exponent, out var r, out var place);
        ref readonly var entry = ref Logarithms.At(place);
        var start = Math.FusedMultiplyAdd(exponent, Ln2High, entry.High);
        var sum = start + r;
        var low = Math.FusedMultiplyAdd(exponent, Ln2Low, entry.Low) + (start - sum + r);

        var half = -0.5 * r;
        var second = half * r;
        low += Math.FusedMultiplyAdd(half, r, -second);
        var both = sum + second;
        low += sum - both + second;
        low += Logarithms.AfterSecondTerm(r);

        var log = both + low;
        var logLow = both - log + low;
        var product = y * log;
        return Math.Abs(product) > 746 ? ExpOfSum(product, 0) : ExpOfSum(product, Math.FusedMultiplyAdd(y, log, -product) + (y * logLow));
    }

    /// <summary>e^(x + low) for any x and a low that is small beside the last bits of x.</summary>
    private static double ExpOfSum(double x, double low)
    {
        if (!(Math.Abs(x) <= 746))
        {
            return x < 0 ? 0 : x * double.PositiveInfinity;
        }

        var shifted = Math.FusedMultiplyAdd(x, TableStepsPerUnit, RoundToInteger);
        var steps = shifted - RoundToInteger;
        var bits = BitConverter.DoubleToInt64Bits(shifted);
        var r = Math.FusedMultiplyAdd(steps, -UnitPerTableStepLow, Math.FusedMultiplyAdd(steps, -UnitPerTableStepHigh, x)) + low;
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(
            r2,
            Math.FusedMultiplyAdd(r2, 1.0 / 720, Math.FusedMultiplyAdd(r, 1.0 / 120, 1.0 / 24)),
            Math.FusedMultiplyAdd(r, 1.0 / 6, 0.5));
        var power = PowersOfTwo.At(bits);
        var value = Math.FusedMultiplyAdd(power, PowersOfTwo.RestAt(bits) + Math.FusedMultiplyAdd(r2, high, r), power);

        // Scaling rounds a second time where the result is subnormal, which ExpInRange does without; it is exact elsewhere.
        return Math.ScaleB(value, (int)steps >> 6);
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
}
