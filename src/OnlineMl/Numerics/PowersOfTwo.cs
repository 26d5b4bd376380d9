using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>2^(k/64) for k from 0 to 63.</summary>
internal static class PowersOfTwo
{
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

    /// <summary>The power for the last six bits of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double At(long bits) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Powers), (nint)(bits & 63));

    /// <summary>What the power lacks of its exact value, as a share of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double RestAt(long bits) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Rests), (nint)(bits & 63));

    /// <summary>A double from 1 to 2 as a decimal; the conversion operator would keep 15 digits of it.</summary>
    private static decimal Exactly(double value) => decimal.One + ((decimal)(long)((value - 1) * (1L << 52)) / (1L << 52));
}
