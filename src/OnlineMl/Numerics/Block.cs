using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Questions about eight numbers at once.</summary>
internal static class Block
{
    /// <summary>Whether any of eight numbers lies below a limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyBelow(ReadOnlySpan<double> eight, double limit)
    {
        var bound = Vector256.Create(limit);
        return (Vector256.LessThan(Vector256.Create(eight), bound) | Vector256.LessThan(Vector256.Create(eight[4..]), bound)) != Vector256<double>.Zero;
    }
}
