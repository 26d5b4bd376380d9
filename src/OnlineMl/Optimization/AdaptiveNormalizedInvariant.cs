using System.Runtime.CompilerServices;
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
        var rows = new NormalizedRows(weights.Numbers, weights.Count, weights.Stride, ids);
        var rate = LearningRate.At(weights.Steps);
        if (gradient != 0)
        {
            var shared = weights.Shared;
            _ = Measure(in rows, weights, ids, values, gradient * gradient, out var scaledNorm);
            var typical = TypicalScale(shared, scaledNorm, 1);
            Move(in rows, weights, ids, values, -rate * gradient * typical, rate * l2);
        }
    }

    /// <summary>The step of a linear model, which follows the loss beyond its gradient and moves the intercept.</summary>
    internal void Step(
        WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, in InvariantExample example, ref double intercept)
    {
        var squaredGradient = gradient * gradient * example.Weight;
        if (squaredGradient == 0)
        {
            return;
        }

        var rows = example.IsDense
            ? new NormalizedRows(weights.Numbers, weights.Count, weights.Stride, ids.Length)
            : new NormalizedRows(weights.Numbers, weights.Count, weights.Stride, ids);
        var shared = weights.Shared;
        var sensitivity = Measure(in rows, weights, ids, values, squaredGradient, out var scaledNorm);
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
        Move(in rows, weights, ids, values, update * typical, scale * example.L2);
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
        in NormalizedRows rows, WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double squaredGradient, out double scaledNorm)
    {
        var rates = weights.Rates(ids.Length);
        if (PowerT == 0.5)
        {
            return rows.Measure(values, squaredGradient, LeastSquare, rates, out scaledNorm);
        }

        var sensitivity = 0.0;
        scaledNorm = 0;
        Span<double> squares = stackalloc double[Lanes.Width];
        Span<double> inverses = stackalloc double[Lanes.Width];
        for (var i = 0; i < ids.Length; i += Lanes.Width)
        {
            var length = Math.Min(Lanes.Width, ids.Length - i);
            for (var lane = 0; lane < length; lane++)
            {
                var w = weights.Of(ids[i + lane]);
                var scaled = Scale(w, values[i + lane], squaredGradient);
                scaledNorm += scaled * scaled;
                squares[lane] = w[Squares];
                inverses[lane] = scaled > 0 ? w[InverseScale] : 0;
            }

            var four = Elementary.Pow(Lanes.Load(squares, 0), Vector256.Create(-PowerT))
                * Elementary.Pow(Lanes.Load(inverses, 0), Vector256.Create(2 - (2 * PowerT)));
            for (var lane = 0; lane < length; lane++)
            {
                var rate = inverses[lane] > 0 ? four[lane] : 0;
                rates[i + lane] = rate;
                sensitivity += values[i + lane] * values[i + lane] * rate;
            }
        }

        return sensitivity;
    }

    /// <summary>Adds to a feature's squared gradients and brings its scale up to date.</summary>
    /// <returns>The magnitude of the value as a share of the largest one so far; 0 when the feature is not to move.</returns>
    private double Scale(Span<double> w, double x, double squaredGradient)
    {
        w[Squares] += squaredGradient * (x * x);
        var magnitude = Math.Abs(x);
        var scaled = magnitude * w[InverseScale];
        if (scaled > 0 && scaled <= 1 && w[Squares] >= LeastSquare)
        {
            return scaled;
        }

        if (magnitude * magnitude < LeastSquare || w[Squares] < LeastSquare)
        {
            return 0;
        }

        if (scaled > 1)
        {
            // A weight that was learned at a smaller scale is brought to what it would be had the new scale been known.
            w[0] *= Elementary.Pow(scaled, (2 * PowerT) - 2);
        }

        w[InverseScale] = 1 / magnitude;
        return 1;
    }

    private static void Move(
        in NormalizedRows rows, WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double update, double penalty)
    {
        var rates = weights.Rates(ids.Length);
        if (penalty == 0)
        {
            rows.Move(values, update, rates);
            return;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            ref var w = ref weights.Of(ids[i])[0];
            w += rates[i] * ((update * values[i]) - (penalty * w));
        }
    }
}
