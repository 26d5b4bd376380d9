using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Absolute differences.</summary>
internal readonly struct FirstPower : IPower
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power) => sum + Vector256.Abs(difference);
}
