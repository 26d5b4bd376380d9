using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Preprocessing;

/// <summary>Scales each example to norm 1.</summary>
/// <remarks>Learns nothing. An example of zeros stays as it is; texts pass unchanged. Transform costs O(features present).
/// <example><code>
/// var normalizer = new Normalizer { Order = 2 };
/// normalizer.Transform(x, scaled);
/// </code></example></remarks>
[Component("Normalizer")]
public sealed class Normalizer : ITransformer, IMergeable
{
    /// <summary>The order p of the norm (Σ|x|^p)^(1/p). Range [1, ∞), default 2.</summary>
    public int Order { get; init => field = Require.Positive(value); } = 2;

    /// <inheritdoc/>
    public bool KeepsFeatures => true;

    /// <inheritdoc/>
    public void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var scaled = output.CopyForChange(x);
        var norm = Norm(scaled);
        if (norm > 0)
        {
            foreach (ref var number in scaled)
            {
                number /= norm;
            }
        }
    }

    void IMergeable.Merge(Shares shares)
    {
    }

    void IStateful.Describe(StateArchive state)
    {
    }

    private double Norm(ReadOnlySpan<double> numbers)
    {
        if (Order > 2)
        {
            return Elementary.Pow(AnyPower.Sum(numbers, Order), 1.0 / Order);
        }

        var sum = 0.0;
        foreach (var number in numbers)
        {
            sum += Order == 1 ? Math.Abs(number) : number * number;
        }

        return Order == 1 ? sum : Math.Sqrt(sum);
    }
}
