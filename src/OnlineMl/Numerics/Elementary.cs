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
    private const double LargestPlainExponent = 708; // e^x and e^-x are normal numbers up to here.
    private const double LargestAngleOfItself = 1e-8; // sin x and x are the same number up to here.

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

        var bits = PowersOfTwo.Reduce(x, out var r);
        var scale = PowersOfTwo.Scale(PowersOfTwo.At(bits), bits);
        var r2 = r * r;
        var high = Vector256.FusedMultiplyAdd(
            r2,
            Vector256.FusedMultiplyAdd(r, Vector256.Create(1.0 / 120), Vector256.Create(1.0 / 24)),
            Vector256.FusedMultiplyAdd(r, Vector256.Create(1.0 / 6), Vector256.Create(0.5)));
        return Vector256.FusedMultiplyAdd(scale, Vector256.FusedMultiplyAdd(r2, high, r), scale);
    }

    /// <summary>e^x for |x| up to 708.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExpInRange(double x)
    {
        var bits = PowersOfTwo.Reduce(x, out var r);
        var scale = PowersOfTwo.Scale(PowersOfTwo.At(bits), bits);
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
        if (!Logarithms.TryReduce(x, out var exponents, out var r, out var places))
        {
            return Vector256.Create(Log(x[0]), Log(x[1]), Log(x[2]), Log(x[3]));
        }

        var start = Vector256.FusedMultiplyAdd(exponents, Vector256.Create(Ln2High), Logarithms.Natural(places, out var low));
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

    /// <summary>The logarithms to base 2 of four numbers, each as <see cref="Log2(double)"/> gives it.</summary>
    public static Vector256<double> Log2(Vector256<double> x)
    {
        if (!Logarithms.TryReduce(x, out var exponents, out var r, out var places))
        {
            return Vector256.Create(Log2(x[0]), Log2(x[1]), Log2(x[2]), Log2(x[3]));
        }

        var inverseLn2 = Vector256.Create(InverseLn2);
        var start = exponents + Logarithms.Binary(places, out var tableLow);
        var first = r * inverseLn2;
        var firstLow = Vector256.FusedMultiplyAdd(r, inverseLn2, -first) + (r * InverseLn2Low);
        var sum = start + first;
        var low = tableLow + firstLow + (start - sum + first);
        return sum + Vector256.FusedMultiplyAdd(Logarithms.AfterFirstTerm(r), inverseLn2, low);
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

    /// <summary>x^y of four pairs of numbers, each as <see cref="Pow(double, double)"/> gives it.</summary>
    public static Vector256<double> Pow(Vector256<double> x, Vector256<double> y)
    {
        // Zeros are frequent among differences: what is unusual is written over what the others need.
        var areUsual = Logarithms.AreUsual(x);
        Logarithms.Reduce(Vector256.ConditionalSelect(areUsual.AsDouble(), x, Vector256<double>.One), out var exponents, out var r, out var places);
        var start = Vector256.FusedMultiplyAdd(exponents, Vector256.Create(Ln2High), Logarithms.Natural(places, out var tableLow));
        var sum = start + r;
        var low = Vector256.FusedMultiplyAdd(exponents, Vector256.Create(Ln2Low), tableLow) + (start - sum + r);

        var half = -0.5 * r;
        var second = half * r;
        low += Vector256.FusedMultiplyAdd(half, r, -second);
        var both = sum + second;
        low += sum - both + second;
        low += Logarithms.AfterSecondTerm(r);

        var log = both + low;
        var logLow = both - log + low;
        var product = y * log;
        var productLow = Vector256.FusedMultiplyAdd(y, log, -product) + (y * logLow);
        areUsual &= Vector256.LessThanOrEqual(Vector256.Abs(product), Vector256.Create(LargestPlainExponent)).AsInt64();

        var bits = PowersOfTwo.Reduce(product, out var rest);
        rest += productLow;
        var rest2 = rest * rest;
        var high = Vector256.FusedMultiplyAdd(
            rest2,
            Vector256.FusedMultiplyAdd(
                rest2, Vector256.Create(1.0 / 720), Vector256.FusedMultiplyAdd(rest, Vector256.Create(1.0 / 120), Vector256.Create(1.0 / 24))),
            Vector256.FusedMultiplyAdd(rest, Vector256.Create(1.0 / 6), Vector256.Create(0.5)));
        var power = PowersOfTwo.At(bits);
        var value = Vector256.FusedMultiplyAdd(power, PowersOfTwo.RestAt(bits) + Vector256.FusedMultiplyAdd(rest2, high, rest), power);
        var powers = PowersOfTwo.Scale(value, bits);
        for (var i = 0; areUsual != Vector256<long>.AllBitsSet; i++)
        {
            if (areUsual[i] == 0)
            {
                powers = powers.WithElement(i, Pow(x[i], y[i]));
                areUsual = areUsual.WithElement(i, -1);
            }
        }

        return powers;
    }

    /// <summary>The sine of an angle in radians.</summary>
    public static double Sin(double x) =>
        Math.Abs(x) < LargestAngleOfItself ? x : QuarterTurns.Sin(QuarterTurns.Reduce(x, out var r, out var low), r, low);

    /// <summary>The sines of four angles, each as <see cref="Sin(double)"/> gives it.</summary>
    public static Vector256<double> Sin(Vector256<double> x) =>
        QuarterTurns.TryReduce(x, out var turns, out var r, out var low)
            ? Vector256.ConditionalSelect(
                Vector256.LessThan(Vector256.Abs(x), Vector256.Create(LargestAngleOfItself)), x, QuarterTurns.Sin(turns, r, low))
            : Vector256.Create(Sin(x[0]), Sin(x[1]), Sin(x[2]), Sin(x[3]));

    /// <summary>The cosine of an angle in radians.</summary>
    public static double Cos(double x) => QuarterTurns.Sin(QuarterTurns.Reduce(x, out var r, out var low) + 1, r, low);

    /// <summary>The cosines of four angles, each as <see cref="Cos(double)"/> gives it.</summary>
    public static Vector256<double> Cos(Vector256<double> x) =>
        QuarterTurns.TryReduce(x, out var turns, out var r, out var low)
            ? QuarterTurns.Sin(turns + Vector256<long>.One, r, low)
            : Vector256.Create(Cos(x[0]), Cos(x[1]), Cos(x[2]), Cos(x[3]));

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

        var bits = PowersOfTwo.Reduce(x, out var r);
        r += low;
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(
            r2,
            Math.FusedMultiplyAdd(r2, 1.0 / 720, Math.FusedMultiplyAdd(r, 1.0 / 120, 1.0 / 24)),
            Math.FusedMultiplyAdd(r, 1.0 / 6, 0.5));
        var power = PowersOfTwo.At(bits);
        var value = Math.FusedMultiplyAdd(power, PowersOfTwo.RestAt(bits) + Math.FusedMultiplyAdd(r2, high, r), power);

        // Scaling rounds a second time where the result is subnormal; it is exact elsewhere.
        return Math.Abs(x) <= LargestPlainExponent ? PowersOfTwo.Scale(value, bits) : Math.ScaleB(value, (short)(bits >> 6));
    }
}
