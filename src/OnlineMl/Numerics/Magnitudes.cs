using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>The largest magnitudes of columns of numbers, four columns at a time.</summary>
internal static class Magnitudes
{
    /// <summary>Raises each largest magnitude to that of the number in its column.</summary>
    /// <param name="numbers">Finite numbers.</param>
    /// <param name="largest">At least as many.</param>
    public static void Raise(ReadOnlySpan<double> numbers, Span<double> largest)
    {
        var i = 0;
        for (; i <= numbers.Length - Lanes.Width; i += Lanes.Width)
        {
            Lanes.Store(largest, i, Vector256.Max(Lanes.Load(largest, i), Vector256.Abs(Lanes.Load(numbers, i))));
        }

        for (; i < numbers.Length; i++)
        {
            largest[i] = Math.Max(largest[i], Math.Abs(numbers[i]));
        }
    }

    /// <summary>Divides each number by the largest magnitude of its column; where that is 0 the number becomes 0.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="largest">At least as many.</param>
    public static void Divide(Span<double> numbers, ReadOnlySpan<double> largest)
    {
        var i = 0;
        for (; i <= numbers.Length - Lanes.Width; i += Lanes.Width)
        {
            var divisors = Lanes.Load(largest, i);
            var isZero = Vector256.Equals(divisors, Vector256<double>.Zero);
            Lanes.Store(numbers, i, Vector256.ConditionalSelect(isZero, Vector256<double>.Zero, Lanes.Load(numbers, i) / divisors));
        }

        for (; i < numbers.Length; i++)
        {
            numbers[i] = largest[i] == 0 ? 0 : numbers[i] / largest[i];
        }
    }
}
