using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>Vowpal Wabbit's update: needs no scaling of the features and no tuning of the learning rate.</summary>
/// <remarks>Adaptive: each weight has its own rate, as in AdaGrad. Normalized: rates and weights follow the largest magnitude of
/// the feature so far (Ross, Mineiro and Langford, "Normalized online learning", 2013). Invariant: an example of weight 2 moves
/// the model exactly as two examples of weight 1 in a row would, and none overshoots (Karampatziakis and Langford, "Online
/// importance weight aware updates", 2011). The linear models treat their intercept as one more feature, always 1, under this
/// optimizer, unless the intercept's rate is 0. Keeps two numbers beside each weight.</remarks>
[Component("AdaptiveNormalizedInvariant")]
public sealed class AdaptiveNormalizedInvariant : IOptimizer
{
    private const int Squares = 1;
    private const int InverseScale = 2;

    // Smaller squares count as 0: their roots and quotients would not be finite.
    private const double LeastSquare = 1e-300;

    /// <summary>The learning rate. Range [0, 1e12], default 0.5.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.5;

    /// <summary>How fast a weight's rate falls with the sum of its squared gradients. Range [0, 1], default 0.5.</summary>
    public double PowerT { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <inheritdoc/>
    public int SlotsPerWeight => 2;

    /// <inheritdoc/>
    public int SharedSlots => 3;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Check(this, ids, values);
        var rate = LearningRate.At(weights.Steps);
        if (gradient != 0)
        {
            var shared = weights.Shared;
            _ = Measure(weights, ids, values, gradient * gradient, out var scaledNorm);
            var typical = TypicalScale(shared, scaledNorm, 1);
            Move(weights, ids, values, -rate * gradient * typical, rate * l2);
        }
    }

    /// <summary>The step of a linear model, which follows the loss beyond its gradient and moves the intercept.</summary>
    internal void Step(
        WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, in Example example, ref double intercept)
    {
        var squaredGradient = gradient * gradient * example.Weight;
        if (squaredGradient == 0)
        {
            return;
        }

        var shared = weights.Shared;
        var sensitivity = Measure(weights, ids, values, squaredGradient, out var scaledNorm);
        var interceptRate = 0.0;
        if (example.LearnsIntercept)
        {
            shared[2] += squaredGradient;
            interceptRate = PowerT == 0.5 ? 1 / Math.Sqrt(shared[2]) : Elementary.Pow(shared[2], -PowerT);
            sensitivity += interceptRate;
            scaledNorm += 1;
        }

        var typical = TypicalScale(shared, scaledNorm, example.Weight);
        sensitivity *= typical;
        if (sensitivity == 0)
        {
            return;
        }

        var rate = LearningRate.At(weights.Steps);
        var scale = rate * example.Weight;
        var update = Math.Abs(gradient) <= example.Clip
            ? example.Loss.Update(example.Y, example.Output, gradient, scale, sensitivity)
            : -Math.CopySign(example.Clip, gradient) * scale;
        Move(weights, ids, values, update * typical, scale * example.L2);
        intercept += update * typical * interceptRate;
    }

    /// <summary>The factor that makes steps independent of the scale of all features together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double TypicalScale(Span<double> shared, double scaledNorm, double weight)
    {
        shared[0] += weight * scaledNorm;
        shared[1] += weight;
        return shared[0] == 0 ? 0
            : PowerT == 0.5 ? Math.Sqrt(shared[1] / shared[0])
            : Elementary.Pow(shared[0] / shared[1], PowerT - 1);
    }

    /// <summary>Brings the scale and the rate of each feature up to date.</summary>
    /// <returns>How much the output changes by an update of 1, but for the typical scale.</returns>
    private double Measure(
        WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double squaredGradient, out double scaledNorm)
    {
        // Sums stay in registers: what is not to be lost to memory is never passed by reference.
        var stride = weights.Stride;
        ref var first = ref weights.First;
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var id = ref MemoryMarshal.GetReference(ids);
        ref var rate = ref weights.Rates(ids.Length);
        var sensitivities = Vector256<double>.Zero;
        var norms = Vector256<double>.Zero;
        var sensitivity = 0.0;
        var norm = 0.0;
        var isRoot = PowerT == 0.5;
        var length = Math.Min(ids.Length, values.Length);
        var i = 0;
        while (i < length)
        {
            if (isRoot && i + 4 <= length)
            {
                int id0 = Unsafe.Add(ref id, i), id1 = Unsafe.Add(ref id, i + 1), id2 = Unsafe.Add(ref id, i + 2), id3 = Unsafe.Add(ref id, i + 3);
                ref var w0 = ref Unsafe.Add(ref first, (nint)id0 * stride);
                ref var w1 = ref Unsafe.Add(ref first, (nint)id1 * stride);
                ref var w2 = ref Unsafe.Add(ref first, (nint)id2 * stride);
                ref var w3 = ref Unsafe.Add(ref first, (nint)id3 * stride);
                var four = Vector256.LoadUnsafe(ref x, (nuint)i);
                var scales = Four(ref w0, ref w1, ref w2, ref w3, InverseScale);
                var shares = Vector256.Abs(four) * scales;
                var x2 = four * four;
                var squares = Four(ref w0, ref w1, ref w2, ref w3, Squares) + (x2 * squaredGradient);

                // Four features at a time, unless one of them is new, zero, larger than ever, or there twice.
                var isUsual = Vector256.GreaterThan(shares, Vector256<double>.Zero) & Vector256.LessThanOrEqual(shares, Vector256<double>.One) &
                    Vector256.GreaterThanOrEqual(squares, Vector256.Create(LeastSquare));
                if (isUsual.ExtractMostSignificantBits() == 0b1111 && AreDifferent(id0, id1, id2, id3))
                {
                    var rates = scales / Vector256.Sqrt(squares);
                    Unsafe.Add(ref w0, Squares) = squares.ToScalar();
                    Unsafe.Add(ref w1, Squares) = squares.GetElement(1);
                    Unsafe.Add(ref w2, Squares) = squares.GetElement(2);
                    Unsafe.Add(ref w3, Squares) = squares.GetElement(3);
                    rates.StoreUnsafe(ref rate, (nuint)i);
                    norms = Vector256.FusedMultiplyAdd(shares, shares, norms);
                    sensitivities = Vector256.FusedMultiplyAdd(x2, rates, sensitivities);
                    i += 4;
                    continue;
                }
            }

            for (var end = Math.Min(i + 4, length); i < end; i++)
            {
                ref var w = ref Unsafe.Add(ref first, (nint)Unsafe.Add(ref id, i) * stride);
                var value = Unsafe.Add(ref x, i);
                var scaled = Scale(ref w, value, squaredGradient);
                var own = scaled > 0 ? RateOf(ref w, isRoot) : 0;
                Unsafe.Add(ref rate, i) = own;
                norm += scaled * scaled;
                sensitivity += value * value * own;
            }
        }

        scaledNorm = Dense.Sum(norms) + norm;
        return Dense.Sum(sensitivities) + sensitivity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDifferent(int a, int b, int c, int d) => a != b && a != c && a != d && b != c && b != d && c != d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(ref double w0, ref double w1, ref double w2, ref double w3, int slot) => Vector256.Create(
        Unsafe.Add(ref w0, slot), Unsafe.Add(ref w1, slot), Unsafe.Add(ref w2, slot), Unsafe.Add(ref w3, slot));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double RateOf(ref double w, bool isRoot) => isRoot
        ? Unsafe.Add(ref w, InverseScale) / Math.Sqrt(Unsafe.Add(ref w, Squares))
        : PowerRateOf(ref w);

    private double PowerRateOf(ref double w) =>
        Elementary.Pow(Unsafe.Add(ref w, Squares), -PowerT) * Elementary.Pow(Unsafe.Add(ref w, InverseScale), 2 - (2 * PowerT));

    /// <summary>Adds to a feature's squared gradients and brings its scale up to date.</summary>
    /// <returns>The magnitude of the value as a share of the largest one so far; 0 when the feature is not to move.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Scale(ref double w, double x, double squaredGradient)
    {
        var scaled = Math.Abs(x) * Unsafe.Add(ref w, InverseScale);
        var squares = Unsafe.Add(ref w, Squares) + (squaredGradient * (x * x));
        Unsafe.Add(ref w, Squares) = squares;
        return scaled > 0 && scaled <= 1 && squares >= LeastSquare ? scaled : Rescale(ref w, Math.Abs(x));
    }

    // A weight that was learned at a smaller scale is brought to what it would be had the new scale been known.
    private double Rescale(ref double w, double magnitude)
    {
        if (magnitude * magnitude < LeastSquare || Unsafe.Add(ref w, Squares) < LeastSquare)
        {
            return 0;
        }

        var scaled = magnitude * Unsafe.Add(ref w, InverseScale);
        if (scaled > 1)
        {
            w *= PowerT == 0.5 ? 1 / scaled : Elementary.Pow(scaled, (2 * PowerT) - 2);
        }

        Unsafe.Add(ref w, InverseScale) = 1 / magnitude;
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double update, double penalty)
    {
        var stride = weights.Stride;
        ref var first = ref weights.First;
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var rate = ref weights.Rates(ids.Length);
        if (penalty == 0)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                ref var w = ref Unsafe.Add(ref first, (nint)ids[i] * stride);
                w = Math.FusedMultiplyAdd(Unsafe.Add(ref rate, i), update * Unsafe.Add(ref x, i), w);
            }

            return;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            ref var w = ref Unsafe.Add(ref first, (nint)ids[i] * stride);
            w += Unsafe.Add(ref rate, i) * ((update * Unsafe.Add(ref x, i)) - (penalty * w));
        }
    }

    /// <summary>What the invariant step wants to know of an example.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly struct Example
    {
        public required ILoss Loss { get; init; }

        public required double Y { get; init; }

        public required double Output { get; init; }

        public required double Weight { get; init; }

        public required double Clip { get; init; }

        public required double L2 { get; init; }

        public required bool LearnsIntercept { get; init; }
    }
}
