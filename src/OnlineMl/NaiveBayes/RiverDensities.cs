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
        var means = table.Means;
        var exponents = table.Factors;
        var factors = table.Offsets;
        var interval = ClassLikelihoods.Interval(table.LargestOffset);
        var largest = Vector256.Create(1e300);
        var least = Vector256.Create(LeastDensity);
        for (var lane = 0; lane < table.Stride; lane += Vector256<double>.Count)
        {
            var product = likelihoods.Load(lane);
            var floor = ClassLikelihoods.Floor(lane, classes);
            for (var i = 0; i < features.Length; i++)
            {
                var at = (features[i] * table.Stride) + lane;
                var deviation = Vector256.Create(numbers[i]) - Lanes.Load(means, at);
                var square = Vector256.Min(deviation * deviation, largest);
                var density = Elementary.Exp(square * Lanes.Load(exponents, at)) * Lanes.Load(factors, at);
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
