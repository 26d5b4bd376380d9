using OnlineMl.Features;
using OnlineMl.Optimization;

namespace OnlineMl.Linear;

/// <summary>One step of a linear model for a whole batch, along the mean of its gradients; or the steps for its examples, where the optimizer has
/// none for a mean. When one is refused, all are.</summary>
/// <remarks>Examples of weight 0 are as good as absent.</remarks>
internal sealed class MeanStep(GeneralizedLinearModel model, StepGuard guard)
{
    private readonly Dictionary<int, int> _places = [];
    private int[] _ids = [];
    private double[] _means = [];

    public void Learn(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, bool oneByOne)
    {
        var count = 0;
        for (var i = 0; i < targets.Length; i++)
        {
            Require.Finite(targets[i], nameof(targets));
            count += Require.NotNegative(WeightOf(weights, i), nameof(weights)) > 0 ? 1 : 0;
        }

        if (count == 0)
        {
            return;
        }

        var known = model.Weights.Mark();
        var names = batch[0].Space.Mark();
        Collect(batch, weights);
        model.Weights.Admit(_ids.AsSpan(0, _places.Count), batch[0].Space);
        try
        {
            guard.Keep(_ids.AsSpan(0, _places.Count));
            if (oneByOne)
            {
                Steps(batch, targets, weights);
            }
            else
            {
                Step(batch, targets, weights, count);
            }
        }
        catch (NonFiniteStepException)
        {
            guard.GoBack(_ids.AsSpan(0, _places.Count));
            model.Weights.TakeBack(known);
            FeatureVector.TakeBack(batch, names);
            throw;
        }
    }

    private static double WeightOf(ReadOnlySpan<double> weights, int example) => weights.IsEmpty ? 1 : weights[example];

    /// <summary>Gives each feature of the batch a place.</summary>
    private void Collect(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> weights)
    {
        _places.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            if (WeightOf(weights, i) == 0)
            {
                continue;
            }

            var x = batch[i];
            x.AdmitStrangers();
            foreach (var id in x.Ids)
            {
                if (_places.TryAdd(id, _places.Count))
                {
                    if (_places.Count > _ids.Length)
                    {
                        Array.Resize(ref _ids, Math.Max(16, 2 * _ids.Length));
                        Array.Resize(ref _means, _ids.Length);
                    }

                    _ids[_places.Count - 1] = id;
                }
            }
        }
    }

    private void Steps(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            model.Learn(batch[i], targets[i], WeightOf(weights, i));
        }
    }

    private void Step(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights, int count)
    {
        var ids = _ids.AsSpan(0, _places.Count);
        var means = _means.AsSpan(0, _places.Count);
        means.Clear();
        model.Optimizer.LookAhead(model.Weights, ids);
        var gradients = 0.0;
        for (var i = 0; i < targets.Length; i++)
        {
            var weight = WeightOf(weights, i);
            if (weight == 0)
            {
                continue;
            }

            var x = batch[i];
            var output = model.Weights.Dot(x.Ids, x.Numbers) + model.Intercept;
            var gradient = model.Clip(model.Loss.Gradient(targets[i], output) * weight);
            gradients += gradient;
            for (var k = 0; k < x.Count; k++)
            {
                means[_places[x.Ids[k]]] += gradient * x.Numbers[k];
            }
        }

        foreach (ref var mean in means)
        {
            mean /= count;
        }

        model.Descend(ids, means, 1, gradients / count);
        guard.Check(ids);
    }
}
