using System.Runtime.CompilerServices;
using OnlineMl.Catalog;
using OnlineMl.Numerics;

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
        Dense.Descend(weights.SideBySide, values, LearningRate.At(weights.Steps), gradient, l2);
    }
}
