using System.Runtime.CompilerServices;
using OnlineMl.Catalog;
using OnlineMl.Numerics;

namespace OnlineMl.Optimization;

/// <summary>The negative logarithm of the probability that the model gave to the true class.</summary>
[Component("Log")]
public sealed class LogisticLoss : IBinaryLoss
{
    /// <summary>How much positive examples count. Range [0, ∞), default 1.</summary>
    public double WeightPos { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>How much negative examples count. Range [0, ∞), default 1.</summary>
    public double WeightNeg { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public double Value(double y, double output)
    {
        var positive = y != 0;
        var margin = positive ? output : -output;
        var loss = margin > 18 ? Elementary.Exp(-margin) : margin < -18 ? -margin : Elementary.Log(1 + Elementary.ExpInRange(-margin));
        return (positive ? WeightPos : WeightNeg) * loss;
    }

    /// <inheritdoc/>
    public double Gradient(double y, double output)
    {
        // Labels cannot be foreseen, so nothing here branches on them.
        var side = IBinaryLoss.Side(y);
        var margin = side * output;
        var slope = Math.Abs(margin) <= 18 ? 1 / (Elementary.ExpInRange(margin) + 1) : margin > 0 ? Elementary.Exp(-margin) : 1;
        return WeightOf(y) * -side * slope;
    }

    /// <inheritdoc/>
    public double Update(double y, double output, double gradient, double scale, double sensitivity)
    {
        var weight = WeightOf(y);
        var slope = Math.Abs(gradient) / weight;
        var time = weight * scale * sensitivity;
        var straight = slope * time;
        if (straight < 0.05)
        {
            // The start of the power series of the flow, in which the sensitivity cancels out.
            var fading = 1 - slope;
            return -gradient * scale * (1 - (straight * fading * (0.5 - (straight * ((0.5 * fading) - (1.0 / 6))))));
        }

        return Math.CopySign(Flow(IBinaryLoss.Side(y) * output, straight, time) / sensitivity, -gradient);
    }

    /// <summary>How far a margin moves when it follows its slope 1 / (1 + d), d = e^margin, for a time: the root s of
    /// s + d (e^s - 1) = time.</summary>
    private static double Flow(double margin, double straight, double time)
    {
        if (margin > 30)
        {
            // The margin is so wide that its slope falls as e^-margin.
            return Elementary.Log(1 + straight);
        }

        // Halley's method, which converges with the third power of the error, from a point beyond the root.
        var d = Elementary.Exp(margin);
        var s = Math.Min(straight, Elementary.Log(1 + (time / Math.Max(d, 1e-300))));
        for (var round = 0; round < 20; round++)
        {
            var e = d * Elementary.Exp(s);
            var miss = s + (e - d) - time;
            var rise = 1 + e;
            var change = miss / (rise - (0.5 * miss * e / rise));
            s -= change;
            if (Math.Abs(change) <= 0.02 * s)
            {
                break;
            }
        }

        return s;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double WeightOf(double y) => WeightNeg + (y * (WeightPos - WeightNeg));
}
