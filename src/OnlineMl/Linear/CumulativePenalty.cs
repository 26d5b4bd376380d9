using System.Runtime.CompilerServices;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>A penalty on absolute weights: each weight pays, when its feature comes by, what the penalty has added up to since, less what
/// it has paid.</summary>
/// <remarks>Tsuruoka, Tsujii and Ananiadou, ACL 2009. What a weight has paid lies beside it.</remarks>
internal sealed class CumulativePenalty
{
    private double _total;

    public double Strength { get; set; }

    /// <summary>What a weight would have paid that was there in all steps.</summary>
    public double Total
    {
        get => _total;
        set => _total = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(WeightVector weights, ReadOnlySpan<int> ids, IOptimizer optimizer)
    {
        if (Strength > 0)
        {
            CollectDue(weights, ids, optimizer);
        }
    }

    public void Describe(StateArchive state) => state.Field("cumulativeL1", ref _total);

    private void CollectDue(WeightVector weights, ReadOnlySpan<int> ids, IOptimizer optimizer)
    {
        _total += Strength * optimizer.RateAt(weights.Steps);
        var paid = weights.ExtraSlot;
        foreach (var id in ids)
        {
            var w = weights.Of(id);
            var before = w[0];
            if (before > 0)
            {
                w[0] = Math.Max(0, before - (_total + w[paid]));
            }
            else if (before < 0)
            {
                w[0] = Math.Min(0, before + (_total - w[paid]));
            }

            w[paid] += w[0] - before;
        }
    }
}
