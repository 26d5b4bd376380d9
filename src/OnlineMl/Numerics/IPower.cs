using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>The power that a distance raises differences to.</summary>
internal interface IPower
{
    /// <summary>Adds the powers of differences.</summary>
    static abstract Vector256<double> Add(Vector256<double> sum, Vector256<double> difference, double power);
}
