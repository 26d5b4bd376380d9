using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Running means and variances of many features, several at a time.</summary>
/// <remarks>Lane by lane the same operations as for one number, so that the bits do not depend on how many were treated at once.</remarks>
internal static class MomentLanes
{
    /// <summary>Counts, means and variances after one more number of each feature, by Welford's update.</summary>
    /// <param name="numbers">A number of each feature.</param>
    /// <param name="before">The moments before them.</param>
    /// <param name="after">Receives the moments after them; may be those before.</param>
    /// <param name="withVariance">Whether variances are brought up to date, too; else they are copied.</param>
    public static void Learn(ReadOnlySpan<double> numbers, MomentRows before, MomentRows after, bool withVariance)
    {
        var length = numbers.Length;
        ref var x = ref MemoryMarshal.GetReference(numbers);
        ref var oldCounts = ref MemoryMarshal.GetReference(before.Counts[..length]);
        ref var oldMeans = ref MemoryMarshal.GetReference(before.Means[..length]);
        ref var oldVariances = ref MemoryMarshal.GetReference(before.Variances[..length]);
        ref var counts = ref MemoryMarshal.GetReference(after.Counts[..length]);
        ref var means = ref MemoryMarshal.GetReference(after.Means[..length]);
        ref var variances = ref MemoryMarshal.GetReference(after.Variances[..length]);
        nuint i = 0;
        for (; i + 4 <= (nuint)length; i += 4)
        {
            var number = Vector256.LoadUnsafe(ref x, i);
            var oldMean = Vector256.LoadUnsafe(ref oldMeans, i);
            var oldVariance = Vector256.LoadUnsafe(ref oldVariances, i);
            var count = Vector256.LoadUnsafe(ref oldCounts, i) + Vector256<double>.One;
            var distance = number - oldMean;
            var mean = oldMean + (distance / count);
            count.StoreUnsafe(ref counts, i);
            mean.StoreUnsafe(ref means, i);
            (withVariance ? oldVariance + (((distance * (number - mean)) - oldVariance) / count) : oldVariance).StoreUnsafe(ref variances, i);
        }

        if (i + 2 <= (nuint)length)
        {
            var number = Vector128.LoadUnsafe(ref x, i);
            var oldMean = Vector128.LoadUnsafe(ref oldMeans, i);
            var oldVariance = Vector128.LoadUnsafe(ref oldVariances, i);
            var count = Vector128.LoadUnsafe(ref oldCounts, i) + Vector128<double>.One;
            var distance = number - oldMean;
            var mean = oldMean + (distance / count);
            count.StoreUnsafe(ref counts, i);
            mean.StoreUnsafe(ref means, i);
            (withVariance ? oldVariance + (((distance * (number - mean)) - oldVariance) / count) : oldVariance).StoreUnsafe(ref variances, i);
            i += 2;
        }

        if (i < (nuint)length)
        {
            var last = length - 1;
            after.Counts[last] = before.Counts[last];
            after.Means[last] = before.Means[last];
            after.Variances[last] = before.Variances[last];
            LearnOne(numbers[last], ref after.Counts[last], ref after.Means[last], ref after.Variances[last], withVariance);
        }
    }

    /// <summary>Brings the moments of one feature up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LearnOne(double number, ref double count, ref double mean, ref double variance, bool withVariance)
    {
        var distance = number - mean;
        count++;
        mean += distance / count;
        if (withVariance)
        {
            variance += ((distance * (number - mean)) - variance) / count;
        }
    }

    /// <summary>Takes off means and divides by standard deviations; a number without a deviation becomes 0.</summary>
    /// <param name="numbers">The numbers of features, which are scaled in place.</param>
    /// <param name="means">At least as many means.</param>
    /// <param name="variances">At least as many variances.</param>
    /// <param name="withDeviation">Whether to divide, or only to take off the mean.</param>
    public static void Scale(Span<double> numbers, ReadOnlySpan<double> means, ReadOnlySpan<double> variances, bool withDeviation)
    {
        var length = numbers.Length;
        ref var x = ref MemoryMarshal.GetReference(numbers);
        ref var mean = ref MemoryMarshal.GetReference(means[..length]);
        ref var variance = ref MemoryMarshal.GetReference(variances[..length]);
        nuint i = 0;
        for (; i + 4 <= (nuint)length; i += 4)
        {
            var scaled = Vector256.LoadUnsafe(ref x, i) - Vector256.LoadUnsafe(ref mean, i);
            if (withDeviation)
            {
                var deviation = Vector256.Sqrt(Vector256.LoadUnsafe(ref variance, i));
                scaled = Vector256.AndNot(scaled / deviation, Vector256.Equals(deviation, Vector256<double>.Zero));
            }

            scaled.StoreUnsafe(ref x, i);
        }

        if (i + 2 <= (nuint)length)
        {
            var scaled = Vector128.LoadUnsafe(ref x, i) - Vector128.LoadUnsafe(ref mean, i);
            if (withDeviation)
            {
                var deviation = Vector128.Sqrt(Vector128.LoadUnsafe(ref variance, i));
                scaled = Vector128.AndNot(scaled / deviation, Vector128.Equals(deviation, Vector128<double>.Zero));
            }

            scaled.StoreUnsafe(ref x, i);
            i += 2;
        }

        if (i < (nuint)length)
        {
            numbers[^1] = ScaleOne(numbers[^1], means[length - 1], variances[length - 1], withDeviation);
        }
    }

    /// <summary>Scales one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ScaleOne(double number, double mean, double variance, bool withDeviation)
    {
        var centred = number - mean;
        var deviation = withDeviation ? Math.Sqrt(variance) : 1;
        return deviation == 0 ? 0 : centred / deviation;
    }
}
