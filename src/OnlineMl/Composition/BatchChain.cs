using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>A chain of transformers for whole batches: each step learns the whole batch before it transforms any of it.</summary>
internal sealed class BatchChain(TransformerChain chain)
{
    private readonly List<FeatureVector>?[] _outputs = new List<FeatureVector>?[chain.Steps.Length];

    /// <summary>A batch as the step behind the chain sees it when predicting.</summary>
    public IReadOnlyList<FeatureVector> Transform(IReadOnlyList<FeatureVector> batch, Learning learning)
    {
        if (learning == Learning.Everything)
        {
            chain.NoteUnknown();
        }

        for (var i = 0; i < _outputs.Length; i++)
        {
            if (learning == Learning.Everything)
            {
                LearnBefore(i, batch);
            }

            batch = Apply(i, batch, Learning.Nothing);
        }

        if (learning == Learning.Everything)
        {
            AdmitStrangers(batch);
        }

        return batch;
    }

    /// <summary>A batch as the step behind the chain sees it when learning.</summary>
    public IReadOnlyList<FeatureVector> Learn(
        IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Target> targets, ReadOnlySpan<double> weights, bool learnUnsupervised)
    {
        chain.NoteUnknown();
        for (var i = 0; i < _outputs.Length; i++)
        {
            AdmitStrangers(batch);
            if (learnUnsupervised)
            {
                LearnBefore(i, batch);
            }

            var outputs = Apply(i, batch, learnUnsupervised ? Learning.Nothing : Learning.NestedPipelines);
            for (var k = 0; k < batch.Count; k++)
            {
                chain.Orders[i].LearnAfter(batch[k], in targets[k], weights.IsEmpty ? 1 : weights[k], learnUnsupervised);
            }

            batch = outputs;
        }

        AdmitStrangers(batch);
        return batch;
    }

    private static void AdmitStrangers(IReadOnlyList<FeatureVector> batch)
    {
        foreach (var x in batch)
        {
            x.AdmitStrangers();
        }
    }

    private void LearnBefore(int i, IReadOnlyList<FeatureVector> batch)
    {
        foreach (var x in batch)
        {
            x.AdmitStrangers();
            chain.Orders[i].LearnBefore(x);
        }
    }

    private List<FeatureVector> Apply(int i, IReadOnlyList<FeatureVector> batch, Learning learning)
    {
        var outputs = _outputs[i] ??= [];
        for (var k = 0; k < batch.Count; k++)
        {
            var output = k < outputs.Count ? outputs[k] : null;
            chain.Apply(i, batch[k], ref output, learning);
            if (k < outputs.Count)
            {
                outputs[k] = output;
            }
            else
            {
                outputs.Add(output);
            }
        }

        outputs.RemoveRange(batch.Count, outputs.Count - batch.Count);
        return outputs;
    }
}
