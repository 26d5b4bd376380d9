using System.Runtime.CompilerServices;

namespace OnlineMl.Drift;

/// <summary>What every detector asks of a value, so that none of them is silenced by one that its sums cannot forget.</summary>
internal static class DetectorInput
{
    // Squares of such numbers, and sums of as many of them as a stream may have, stay finite.
    private const double Largest = 1e140;

    /// <summary>Refuses values that would make sums or variances infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(double value, string detector)
    {
        if (!(Math.Abs(value) <= Largest))
        {
            Refuse(value, detector);
        }
    }

    private static void Refuse(double value, string detector)
    {
        Require.Finite(value, nameof(value));
        throw new NonFiniteStepException(detector);
    }
}
