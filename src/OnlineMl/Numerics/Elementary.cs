using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>Exponential and logarithm made of additions, multiplications and one division.</summary>
/// <remarks>The run-time library's differ in the last bit from platform to platform; these give every server the same model
/// from the same events, and are inlined. The relative error is below 4e-16.</remarks>
internal static class Elementary
{
    private const double TableStepsPerUnit = 92.332482616893656; // 64 / ln 2
    private const double UnitPerTableStepHigh = 0.010830424696249145; // ln 2 / 64
    private const double UnitPerTableStepLow = 3.6245086577847e-19;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52

    private static readonly double[] PowersOfTwo = MakePowersOfTwo();

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

    /// <summary>e^x; 0 below -708 and infinite above 709.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x)
    {
        if (Math.Abs(x) <= 708)
        {
            return ExpInRange(x);
        }

        return x < 0 ? 0 : x <= 709 ? ExpInRange(x) : x * double.PositiveInfinity;
    }

    /// <summary>e^x for |x| up to 708: x = (64 m + k) ln 2 / 64 + r, so that e^x = 2^m 2^(k/64) e^r with |r| below 0.0055.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ExpInRange(double x)
    {
        var shifted = (x * TableStepsPerUnit) + RoundToInteger;
        var steps = shifted - RoundToInteger;
        var bits = BitConverter.DoubleToInt64Bits(shifted);
        var r = x - (steps * UnitPerTableStepHigh) - (steps * UnitPerTableStepLow);
        var r2 = r * r;
        var tail = r + (r2 * ((0.5 + (r * (1.0 / 6))) + (r2 * ((1.0 / 24) + (r * (1.0 / 120))))));
        var power = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(PowersOfTwo), (nint)(bits & 63));
        var scale = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(power) + ((bits >> 6) << 52));
        return scale + (scale * tail);
    }

    /// <summary>The natural logarithm of a normal, positive, finite number: ln(2^e m) = e ln 2 + 2 artanh((m - 1) / (m + 1)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x)
    {
        const long HalfOfSquareRoot = 0x3FE6A09E667F3BCD; // sqrt(1/2)
        var bits = BitConverter.DoubleToInt64Bits(x) - HalfOfSquareRoot;
        var exponent = (double)(bits >> 52);
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) + HalfOfSquareRoot);
        var s = (m - 1) / (m + 1);
        var z = s * s;
        var z2 = z * z;
        var z4 = z2 * z2;
        var low = ((2.0 / 3) + (z * (2.0 / 5))) + (z2 * ((2.0 / 7) + (z * (2.0 / 9))));
        var high = ((2.0 / 11) + (z * (2.0 / 13))) + (z2 * ((2.0 / 15) + (z * (2.0 / 17))));
        var series = z * (low + (z4 * (high + (z4 * ((2.0 / 19) + (z * (2.0 / 21)))))));
        return (exponent * Ln2High) + ((2 * s) + ((s * series) + (exponent * Ln2Low)));
    }

    private static double[] MakePowersOfTwo()
    {
        // Decimals have 28 digits and are the same everywhere, so each entry is the nearest double.
        const decimal SixtyFourthRootOfTwo = 1.0108892860517004600204097906m;
        var table = new double[64];
        var power = 1m;
        for (var k = 0; k < table.Length; k++)
        {
            table[k] = (double)power;
            power *= SixtyFourthRootOfTwo;
        }

        return table;
    }
}
