using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Splits a number into n · ln 2 / 64 + r with |r| below 0.0055, so that its exponential is 2^(n/64) e^r, with 2^(k/64) in a table for k
/// from 0 to 63.</summary>
internal static class PowersOfTwo
{
    private const double StepsPerUnit = 92.332482616893656; // 64 / ln 2
    private const double UnitPerStepHigh = 0.010830424696249145; // ln 2 / 64
    private const double UnitPerStepLow = 3.623510646634843e-19;
    private const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52

    private static readonly double[] Powers = new double[64];
    private static readonly double[] Rests = new double[64];

    static PowersOfTwo()
    {
        // Decimals have 28 digits and are the same everywhere. Their conversion may miss the nearest double by one.
        const decimal SixtyFourthRootOfTwo = 1.0108892860517004600204097906m;
        var power = 1m;
        for (var k = 0; k < Powers.Length; k++)
        {
            var near = (double)power;
            Powers[k] = near + (double)(power - Exactly(near));
            Rests[k] = (double)((power - Exactly(Powers[k])) / power);
            power *= SixtyFourthRootOfTwo;
        }
    }

    /// <summary>Splits a number of at most a few hundred. The bits end in a whole number of steps, of which there are 64 to a power of 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Reduce(double x, out double r)
    {
        var shifted = Math.FusedMultiplyAdd(x, StepsPerUnit, RoundToInteger);
        var steps = shifted - RoundToInteger;
        r = Math.FusedMultiplyAdd(steps, -UnitPerStepLow, Math.FusedMultiplyAdd(steps, -UnitPerStepHigh, x));
        return BitConverter.DoubleToInt64Bits(shifted);
    }

    /// <summary>Splits four numbers of at most a few hundred.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Reduce(Vector256<double> x, out Vector256<double> r)
    {
        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(StepsPerUnit), Vector256.Create(RoundToInteger));
        var steps = shifted - Vector256.Create(RoundToInteger);
        r = Vector256.FusedMultiplyAdd(
            steps, Vector256.Create(-UnitPerStepLow), Vector256.FusedMultiplyAdd(steps, Vector256.Create(-UnitPerStepHigh), x));
        return shifted.AsInt64();
    }

    /// <summary>The power for the last six bits of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(long bits) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Powers), (nint)(bits & 63));

    /// <summary>The powers for the last six bits of four numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> At(Vector256<long> bits) => Vector256.Create(At(bits[0]), At(bits[1]), At(bits[2]), At(bits[3]));

    /// <summary>What the power lacks of its exact value, as a share of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double RestAt(long bits) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Rests), (nint)(bits & 63));

    /// <summary>What four powers lack of their exact values, as shares of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> RestAt(Vector256<long> bits) =>
        Vector256.Create(RestAt(bits[0]), RestAt(bits[1]), RestAt(bits[2]), RestAt(bits[3]));

    /// <summary>A number times the power of 2 that stands above the last six bits of another. Exact where the result is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Scale(double value, long bits) => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) + ((bits >> 6) << 52));

    /// <summary>Four numbers, each times the power of 2 that stands above the last six bits of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Scale(Vector256<double> value, Vector256<long> bits) => (value.AsInt64() + ((bits >> 6) << 52)).AsDouble();

    /// <summary>A double from 1 to 2 as a decimal; the conversion operator would keep 15 digits of it.</summary>
    private static decimal Exactly(double value) => decimal.One + ((decimal)(long)((value - 1) * (1L << 52)) / (1L << 52));
}
