using System.Numerics;

namespace OnlineMl.Tests.Numerics;

/// <summary>A number of about 105 bits, the sum of two doubles (Dekker 1971), with the functions that the library's own are measured by.</summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    public static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    private const int LongBits = 1400;

    /// <summary>π/2 in units of 2^-1400 (Gauss: π/4 = 12 arctan(1/18) + 8 arctan(1/57) - 5 arctan(1/239)).</summary>
    private static readonly BigInteger LongHalfPi = 2 * ((12 * ArcTangentOfInverse(18)) + (8 * ArcTangentOfInverse(57)) - (5 * ArcTangentOfInverse(239)));

    private static readonly double[] HalfPi = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33];

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var high = Add(a.High, b.High);
        var low = Add(a.Low, b.Low);
        var sum = Renormalize(high.High, high.Low + low.High);
        return Renormalize(sum.High, sum.Low + low.Low);
    }

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var product = a.High * b.High;
        return Renormalize(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + ((a.High * b.Low) + (a.Low * b.High)));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        var first = a.High / b.High;
        var rest = a - (b * first);
        var second = rest.High / b.High;
        rest -= b * second;
        return Renormalize(first, second) + (rest.High / b.High);
    }

    /// <summary>e^x as a number near 1 and a power of two.</summary>
    public static (DoubleDouble Digits, int Exponent) Exp(DoubleDouble x)
    {
        var exponent = (int)Math.Round(x.High / Ln2.High);
        var r = (x - (Ln2 * exponent)) * (1.0 / 256);
        DoubleDouble sum = 0;
        for (var n = 10; n > 0; n--)
        {
            sum = (r * (sum + 1)) / n;
        }

        // (1 + s)² - 1 keeps the digits of a small s.
        for (var i = 0; i < 8; i++)
        {
            sum = (sum * 2) + (sum * sum);
        }

        return (sum + 1, exponent);
    }

    /// <summary>The natural logarithm of a positive number.</summary>
    public static DoubleDouble Log(double x)
    {
        var exponent = Math.ILogB(x);
        var digits = Math.ScaleB(x, -exponent);
        if (digits > 1.4)
        {
            digits /= 2;
            exponent++;
        }

        return LogNearOne(digits) + (Ln2 * exponent);
    }

    public static DoubleDouble Sin(double x) => Turned(x, 0);

    public static DoubleDouble Cos(double x) => Turned(x, 1);

    private static DoubleDouble LogNearOne(double x)
    {
        if (Math.Abs(x - 1) < 0.01)
        {
            var s = (DoubleDouble)(x - 1) / (Add(x, 1));
            DoubleDouble sum = 0;
            for (var n = 21; n > 0; n -= 2)
            {
                sum = (sum * s * s) + ((DoubleDouble)2 / n);
            }

            return sum * s;
        }

        var guess = Math.Log(x);
        var (digits, exponent) = Exp(-guess);
        return (digits * Math.ScaleB(x, exponent)) - 1 + guess;
    }

    private static DoubleDouble Turned(double x, int more)
    {
        var (turns, r) = Math.Abs(x) < 1e6 ? Reduce(x) : ReduceLarge(x);
        turns += more;
        var value = Series(r, turns & 1);
        return (turns & 2) == 0 ? value : -value;
    }

    /// <summary>The series of the sine, or of the cosine where odd is 1, of an angle up to π/4.</summary>
    private static DoubleDouble Series(DoubleDouble r, int odd)
    {
        var squares = r * r;
        DoubleDouble sum = 1;
        for (var n = odd == 1 ? 30 : 31; n > 1; n -= 2)
        {
            sum = 1 - (squares * sum / (n * (n - 1)));
        }

        return odd == 1 ? sum : sum * r;
    }

    private static (int Turns, DoubleDouble Remainder) Reduce(double x)
    {
        var turns = Math.Round(x / HalfPi[0]);
        DoubleDouble rest = x;
        foreach (var part in HalfPi)
        {
            rest -= Multiply(turns, part);
        }

        return ((int)turns & 3, rest);
    }

    private static (int Turns, DoubleDouble Remainder) ReduceLarge(double x)
    {
        var exponent = Math.ILogB(x) - 52;
        var angle = new BigInteger(Math.ScaleB(x, -exponent)) << (LongBits + exponent);
        var turns = BigInteger.Divide((2 * angle) + (x > 0 ? LongHalfPi : -LongHalfPi), 2 * LongHalfPi);
        var shifted = (angle - (turns * LongHalfPi)) >> (LongBits - 300);
        var high = (double)shifted;
        var low = (double)(shifted - new BigInteger(high));
        return ((int)(turns & 3), Renormalize(Math.ScaleB(high, -300), Math.ScaleB(low, -300)));
    }

    private static BigInteger ArcTangentOfInverse(int n)
    {
        var power = (BigInteger.One << LongBits) / n;
        var sum = power;
        for (var k = 3; !power.IsZero; k += 2)
        {
            power /= -n * n;
            sum += power / k;
        }

        return sum;
    }

    private static DoubleDouble Add(double a, double b)
    {
        var sum = a + b;
        var share = sum - a;
        return new(sum, a - (sum - share) + (b - share));
    }

    private static DoubleDouble Multiply(double a, double b) => new(a * b, Math.FusedMultiplyAdd(a, b, -(a * b)));

    private static DoubleDouble Renormalize(double high, double low)
    {
        var sum = high + low;
        return new(sum, high - sum + low);
    }
}
