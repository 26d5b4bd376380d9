using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Any other power.</summary>
internal readonly struct AnyPower : IPower
{
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power)
    {
        var absolute = Vector256.Abs(difference);
        return sum + Vector256.Create(
            Math.Pow(absolute[0], power), Math.Pow(absolute[1], power), Math.Pow(absolute[2], power), Math.Pow(absolute[3], power));
    }
}
