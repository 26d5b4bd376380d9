using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnlineMl.Numerics;

namespace OnlineMl.NaiveBayes;

/// <summary>River's rule: the likelihood of a number is its density plus 1e-9, and 1e-9 alone in a class without spread.</summary>
internal static class RiverDensities
{
    private const double LeastDensity = 1e-9;

    /// <summary>Multiplies the likelihoods of the classes with those of numbers.</summary>
    /// <param name="likelihoods">The likelihoods.</param>
    /// <param name="table">The distributions.</param>
    /// <param name="features">The features, all of which the table has.</param>
    /// <param name="numbers">A number for each.</param>
    /// <param name="classes">How many classes there are.</param>
    public static void Multiply(ClassLikelihoods likelihoods, GaussianTable table, ReadOnlySpan<int> features, ReadOnlySpan<double> numbers, int classes)
    {
        ref var means = ref MemoryMarshal.GetArrayDataReference(table.Means);
        ref var exponents = ref MemoryMarshal.GetArrayDataReference(table.Factors);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(table.Offsets);
        var interval = ClassLikelihoods.Interval(table.LargestOffset);
        var largest = Vector256.Create(1e300);
        var least = Vector256.Create(LeastDensity);
        for (var lane = 0; lane < table.Stride; lane += Vector256<double>.Count)
        {
            var product = likelihoods.Load(lane);
            var floor = ClassLikelihoods.Floor(lane, classes);
            for (var i = 0; i < features.Length; i++)
            {
                var at = (nuint)((features[i] * table.Stride) + lane);
                var deviation = Vector256.Create(numbers[i]) - Vector256.LoadUnsafe(ref means, at);
                var square = Vector256.Min(deviation * deviation, largest);
                var density = Elementary.Exp(square * Vector256.LoadUnsafe(ref exponents, at)) * Vector256.LoadUnsafe(ref factors, at);
                product *= density + least;
                if ((i & interval) == interval)
                {
                    product = likelihoods.Fold(lane, Vector256.Max(product, floor));
                }
            }

            likelihoods.Store(lane, likelihoods.Fold(lane, Vector256.Max(product, floor)));
        }
    }
}
