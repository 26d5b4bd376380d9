using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Any other power.</summary>
internal readonly struct AnyPower : IPower
{
    public static Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power)
    {
        var absolute = Vector256.Abs(difference);
        return sum + Vector256.Create(
            Elementary.Pow(absolute[0], power), Elementary.Pow(absolute[1], power), Elementary.Pow(absolute[2], power), Elementary.Pow(absolute[3], power));
    }
}
