using System.Runtime.CompilerServices;

namespace OnlineMl.Numerics;

/// <summary>Truth values as numbers without a branch, for those that the processor could not foresee.</summary>
internal static class Flag
{
    /// <summary>1 for true, 0 for false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ToNumber(bool value) => Unsafe.BitCast<bool, byte>(value);
}
