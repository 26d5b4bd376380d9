using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Follows the regularised leader: keeps most weights of a sparse model at exactly 0.</summary>
/// <remarks>McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013. Keeps two numbers beside each weight. A
/// weight is set from what was learned before the current example, as in river.</remarks>
[Component("FTRLProximal")]
public sealed class FtrlProximal : IOptimizer
{
    /// <summary>The learning rate. Range (0, ∞), default 0.05.</summary>
    public double Alpha { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>Slows the first steps down. Range [0, ∞), default 1.</summary>
    public double Beta { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>The strength of the penalty on absolute weights. Range [0, ∞), default 0.</summary>
    public double L1 { get; init => field = Require.NotNegative(value); }

    /// <summary>The strength of the penalty on squared weights. Range [0, ∞), default 1.</summary>
    public double L2 { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public int SlotsPerWeight => 2;

    /// <inheritdoc/>
    public double RateAt(long step) => Alpha;

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        weights.Move(ids, values, gradient, l2, new Rule(Alpha, Beta, L1, L2));
    }

    private readonly record struct Rule(double Alpha, double Beta, double L1, double L2) : IWeightRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            var z = w[1];
            var n = w[2];
            var root = Math.Sqrt(n);
            if (Math.Abs(z) > L1)
            {
                w[0] = -(z - Math.CopySign(L1, z)) / (((Beta + root) / Alpha) + L2);
            }

            var squared = g * g;
            var sigma = (Math.Sqrt(n + squared) - root) / Alpha;
            w[1] = z + g - (sigma * w[0]);
            w[2] = n + squared;
        }
    }
}
