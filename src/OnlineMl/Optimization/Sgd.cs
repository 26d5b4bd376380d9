using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Plain stochastic gradient descent: each weight moves against its gradient.</summary>
/// <remarks>Robbins and Monro, 1951. Keeps nothing beside the weights.</remarks>
[Component("SGD")]
public sealed class Sgd : IOptimizer
{
    /// <summary>The learning rate. Range [0, 1e12], default 0.01.</summary>
    [Parameter("lr")]
    public Schedule LearningRate { get; init => field = Require.Given(value); } = 0.01;

    /// <inheritdoc/>
    public int SlotsPerWeight => 0;

    /// <inheritdoc/>
    public double RateAt(long step) => LearningRate.At(step);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var rate = LearningRate.At(weights.Steps);
        for (var i = 0; i < ids.Length; i++)
        {
            ref var weight = ref weights.Of(ids[i])[0];
            weight -= rate * ((gradient * values[i]) + (l2 * weight));
        }
    }

    /// <summary>The step for features 0, 1, 2, … of weights that lie side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void StepDense(WeightVector weights, ReadOnlySpan<double> values, double gradient, double l2)
    {
        var rate = LearningRate.At(weights.Steps);
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var w = ref weights.First;
        var gradients = Vector256.Create(gradient);
        var rates = Vector256.Create(-rate);
        nint i = 0;
        if (l2 == 0)
        {
            for (; i + 4 <= values.Length; i += 4)
            {
                var slope = gradients * Vector256.LoadUnsafe(ref x, (nuint)i);
                Vector256.FusedMultiplyAdd(rates, slope, Vector256.LoadUnsafe(ref w, (nuint)i)).StoreUnsafe(ref w, (nuint)i);
            }
        }

        for (; i < values.Length; i++)
        {
            ref var weight = ref Unsafe.Add(ref w, i);
            weight = Math.FusedMultiplyAdd(-rate, (gradient * Unsafe.Add(ref x, i)) + (l2 * weight), weight);
        }
    }
}
