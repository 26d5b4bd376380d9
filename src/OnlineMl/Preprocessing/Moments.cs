using OnlineMl.Numerics;

namespace OnlineMl.Preprocessing;

/// <summary>Arrays with one entry for each feature id, grown when a new feature is learned.</summary>
internal static class Moments
{
    /// <summary>The largest magnitude that learned moments take in: its square, and sums of a few, stay finite.</summary>
    public const double Largest = 1e150;

    /// <summary>Makes room for an id.</summary>
    public static void Grow(ref double[] values, int count, double fill = 0)
    {
        if (count > values.Length)
        {
            var old = values.Length;
            Array.Resize(ref values, Math.Max(8, Math.Max(count, old * 2)));
            if (fill != 0)
            {
                values.AsSpan(old).Fill(fill);
            }
        }
    }

    /// <summary>Refuses numbers whose square could overflow.</summary>
    /// <exception cref="NonFiniteStepException">A magnitude is above <see cref="Largest"/>, or a number is not finite.</exception>
    public static void RefuseOverflow(ReadOnlySpan<double> numbers, string model)
    {
        if (!Dense.AreWithin(numbers, Largest))
        {
            throw new NonFiniteStepException(model);
        }
    }

    /// <summary>A prediction that was scaled back; one beyond all numbers becomes the last of them.</summary>
    public static double WithinRange(double prediction) => Math.Clamp(prediction, double.MinValue, double.MaxValue);

    /// <summary>One more than the largest id of a vector.</summary>
    public static int Extent(ReadOnlySpan<int> ids)
    {
        var largest = -1;
        foreach (var id in ids)
        {
            largest = Math.Max(largest, id);
        }

        return largest + 1;
    }
}
