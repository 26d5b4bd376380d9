using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Squared differences.</summary>
internal readonly struct SecondPower : IPower
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power) => sum + (difference * difference);
}
