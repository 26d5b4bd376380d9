using OnlineMl.Numerics;

namespace OnlineMl.Preprocessing;

/// <summary>How large a number may be of which means of squares are kept.</summary>
internal static class SquareLimit
{
    /// <summary>The largest magnitude that is taken in: its square, and sums of a few, stay finite.</summary>
    public const double Largest = 1e150;

    /// <summary>Refuses numbers whose square could overflow.</summary>
    /// <exception cref="NonFiniteStepException">A magnitude is above <see cref="Largest"/>, or a number is not finite.</exception>
    public static void Check(ReadOnlySpan<double> numbers, string model)
    {
        if (!Dense.AreWithin(numbers, Largest))
        {
            throw new NonFiniteStepException(model);
        }
    }
}
