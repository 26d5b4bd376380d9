using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>The exponential function made of additions and multiplications, whose results are the same on every processor.</summary>
/// <remarks>The run-time library's differs in the last bit from platform to platform; this one gives every server the same model
/// from the same events, and is inlined. The relative error is below 4e-16.</remarks>
internal static class Elementary
{
    private const double TableStepsPerUnit = 92.332482616893656; // 64 / ln 2
    private const double UnitPerTableStepHigh = 0.010830424696249145; // ln 2 / 64
    private const double UnitPerTableStepLow = 3.6245086577847e-19;
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
        var shifted = Math.FusedMultiplyAdd(x, TableStepsPerUnit, RoundToInteger);
        var steps = shifted - RoundToInteger;
        var bits = BitConverter.DoubleToInt64Bits(shifted);
        var power = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(PowersOfTwo), (nint)(bits & 63));
        var scale = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(power) + ((bits >> 6) << 52));
        var r = Math.FusedMultiplyAdd(steps, -UnitPerTableStepLow, Math.FusedMultiplyAdd(steps, -UnitPerTableStepHigh, x));
        var r2 = r * r;
        var high = Math.FusedMultiplyAdd(r2, Math.FusedMultiplyAdd(r, 1.0 / 120, 1.0 / 24), Math.FusedMultiplyAdd(r, 1.0 / 6, 0.5));
        return Math.FusedMultiplyAdd(scale, Math.FusedMultiplyAdd(r2, high, r), scale);
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
