using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Averages the weights that another optimizer produces.</summary>
/// <remarks>Polyak and Juditsky, 1992; Bottou, 2010. As in river the model goes on predicting with the weights themselves;
/// <see cref="AverageOf"/> reads the averages. Keeps two numbers more beside each weight than the wrapped optimizer.</remarks>
/// <param name="optimizer">The optimizer whose weights are averaged.</param>
[Component("Averager")]
public sealed class Averager(IOptimizer optimizer) : IOptimizer
{
    /// <summary>The optimizer whose weights are averaged.</summary>
    public IOptimizer Optimizer { get; } = Require.Given(optimizer, nameof(optimizer));

    /// <summary>How many steps are left out of the averages. Range [0, ∞), default 0.</summary>
    public int Start { get; init => field = Require.NotNegative(value); }

    /// <inheritdoc/>
    public int SlotsPerWeight => Optimizer.SlotsPerWeight + 2;

    /// <inheritdoc/>
    public int SharedSlots => Optimizer.SharedSlots;

    /// <inheritdoc/>
    public bool LooksAhead => Optimizer.LooksAhead;

    private int SumSlot => Optimizer.SlotsPerWeight + 1;

    private int CountedSlot => Optimizer.SlotsPerWeight + 2;

    /// <inheritdoc/>
    public double RateAt(long step) => Optimizer.RateAt(step);

    /// <inheritdoc/>
    public void LookAhead(WeightVector weights, ReadOnlySpan<int> ids) => Optimizer.LookAhead(weights, ids);

    /// <inheritdoc/>
    public void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var before = Math.Max(0, weights.Steps - Start);
        CountIn(weights, ids, before);
        Optimizer.Step(weights, ids, values, gradient, l2);
        if (weights.Steps >= Start)
        {
            CountIn(weights, ids, before + 1);
        }
    }

    /// <summary>The average of a feature's weight over all steps after the first <see cref="Start"/>.</summary>
    public double AverageOf(WeightVector weights, int id)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var steps = Math.Max(0, weights.Steps - Start);
        if ((uint)id >= (uint)weights.Count || steps == 0)
        {
            return 0;
        }

        var w = weights.Of(id);
        return (w[SumSlot] + ((steps - w[CountedSlot]) * w[0])) / steps;
    }

    // A weight stands still between the examples that have its feature, so its sum is brought up to date only then.
    private void CountIn(WeightVector weights, ReadOnlySpan<int> ids, long steps)
    {
        foreach (var id in ids)
        {
            var w = weights.Of(id);
            var missing = steps - w[CountedSlot];
            if (missing > 0)
            {
                w[SumSlot] += missing * w[0];
                w[CountedSlot] = steps;
            }
        }
    }
}
