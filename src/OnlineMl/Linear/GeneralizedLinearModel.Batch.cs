using System.Runtime.InteropServices;
using OnlineMl.Features;

namespace OnlineMl.Linear;

/// <content>One step for a batch, along the mean of its gradients.</content>
internal sealed partial class GeneralizedLinearModel
{
    private readonly Dictionary<int, int> _batchPlaces = [];
    private readonly List<int> _batchIds = [];
    private readonly List<double> _batchSums = [];

    /// <remarks>The adaptive invariant optimizer has no step for a mean; it takes the examples one by one.</remarks>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        MiniBatch.CheckTargets(batch, targets.Length, weights.Length);
        if (_invariant is not null)
        {
            for (var i = 0; i < targets.Length; i++)
            {
                Learn(batch[i], targets[i], weights.IsEmpty ? 1 : weights[i]);
            }

            return;
        }

        for (var i = 0; i < targets.Length; i++)
        {
            Require.Finite(targets[i], nameof(targets));
            Require.NotNegative(weights.IsEmpty ? 1 : weights[i], nameof(weights));
        }

        if (batch.Count > 0)
        {
            AdmitBatch(batch);
            StepTogether(batch, targets, weights);
        }
    }

    private void AdmitBatch(IReadOnlyList<FeatureVector> batch)
    {
        _batchPlaces.Clear();
        _batchIds.Clear();
        _batchSums.Clear();
        foreach (var x in batch)
        {
            x.AdmitStrangers();
            foreach (var id in x.Ids)
            {
                if (_batchPlaces.TryAdd(id, _batchIds.Count))
                {
                    _batchIds.Add(id);
                    _batchSums.Add(0);
                }
            }
        }

        _weights.Admit(CollectionsMarshal.AsSpan(_batchIds), batch[0].Space);
    }

    private void StepTogether(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        var ids = CollectionsMarshal.AsSpan(_batchIds);
        var kept = Keep(ids);
        _optimizer.LookAhead(_weights, ids);
        var sums = CollectionsMarshal.AsSpan(_batchSums);
        var gradients = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            var x = batch[i];
            var gradient = Clip(Loss.Gradient(targets[i], _weights.Dot(x.Ids, x.Numbers) + _intercept) * (weights.IsEmpty ? 1 : weights[i]));
            gradients += gradient;
            for (var k = 0; k < x.Count; k++)
            {
                sums[_batchPlaces[x.Ids[k]]] += gradient * x.Numbers[k];
            }
        }

        foreach (ref var sum in sums)
        {
            sum /= batch.Count;
        }

        _intercept -= InterceptRate.At(_weights.Steps) * (gradients / batch.Count);
        _weights.Descend(_optimizer, ids, sums, 1, L2);
        if (_l1 > 0)
        {
            Penalize(ids);
        }

        CheckStep(ids, in kept);
    }
}
