using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>The transformers in front of a pipeline's last step, with the feature spaces and buffers between them.</summary>
internal sealed class TransformerChain : IStateful
{
    private readonly ITransformer[] _steps;
    private readonly FeatureVector?[] _outputs;
    private readonly List<FeatureVector>?[] _batchOutputs;
    private readonly FeatureSpace?[] _spaces;

    /// <param name="steps">The steps in order.</param>
    /// <param name="hashBits">The width of the hashed space that the step behind the chain wants, or 0.</param>
    public TransformerChain(ReadOnlySpan<ITransformer> steps, int hashBits)
    {
        _steps = steps.ToArray();
        HashBits = hashBits;
        _outputs = new FeatureVector?[_steps.Length];
        _batchOutputs = new List<FeatureVector>?[_steps.Length];
        _spaces = new FeatureSpace?[_steps.Length];
        KeepsFeatures = Array.TrueForAll(_steps, step => step.KeepsFeatures);
        IsStateless = Array.TrueForAll(_steps, step => step is IStateless);
        IsSupervised = Array.Exists(_steps, LearnsTarget);
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!_steps[i].KeepsFeatures)
            {
                _spaces[i] = new FeatureSpace();
            }
        }

        HashOutput(hashBits);
    }

    public ReadOnlySpan<ITransformer> Steps => _steps;

    public int HashBits { get; private set; }

    public bool KeepsFeatures { get; }

    /// <summary>Whether no step learns anything.</summary>
    public bool IsStateless { get; }

    public bool IsSupervised { get; }

    /// <summary>The names that come out; null when they are those that go in.</summary>
    public FeatureSpace? OutputSpace => Array.FindLast(_spaces, space => space is not null);

    /// <summary>Whether a step learns from the target. A pipeline or a group does when a step of it does.</summary>
    public static bool LearnsTarget(ITransformer step) => step switch
    {
        TransformerPipeline pipeline => pipeline.Inner.IsSupervised,
        TransformerGroup group => group.IsSupervised,
        _ => step is ISupervisedTransformer,
    };

    /// <summary>Hashes what comes out of a step into a space of a width, so that no step in it remembers names for a model that
    /// has fixed weights. To be called before anything is learned.</summary>
    public static void HashOutput(ITransformer step, int hashBits)
    {
        switch (step)
        {
            case TransformerPipeline pipeline:
                pipeline.Inner.HashOutput(hashBits);
                break;
            case TransformerUnion union:
                foreach (var part in union.Parts)
                {
                    HashOutput(part, hashBits);
                }

                break;
        }
    }

    /// <summary>Learns what a step learns before it transforms: everything, unless it looks at the target.</summary>
    public static void LearnBefore(ITransformer step, FeatureVector x)
    {
        if (step is TransformerGroup group)
        {
            foreach (var part in group.Parts)
            {
                LearnBefore(part, x);
            }
        }
        else if (!LearnsTarget(step))
        {
            step.Learn(x);
        }
    }

    /// <summary>Learns what a step learns after it has transformed.</summary>
    public static void LearnAfter(ITransformer step, FeatureVector x, Target y, double weight, bool learnUnsupervised)
    {
        switch (step)
        {
            case TransformerGroup group:
                foreach (var part in group.Parts)
                {
                    LearnAfter(part, x, y, weight, learnUnsupervised);
                }

                break;
            case TransformerPipeline pipeline when pipeline.Inner.IsSupervised:
                pipeline.Inner.Learn(x, y, weight, learnUnsupervised);
                break;
            case ISupervisedTransformer supervised when LearnsTarget(step):
                supervised.Learn(x, y, weight);
                break;
        }
    }

    /// <summary>Transforms with one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="x">The features.</param>
    /// <param name="output">Receives the result.</param>
    /// <param name="learning">What learns the example first.</param>
    public static void Transform(ITransformer step, FeatureVector x, FeatureVector output, Learning learning)
    {
        switch (step)
        {
            case TransformerPipeline pipeline:
                pipeline.Transform(x, output, learning == Learning.Nothing ? Learning.Nothing : Learning.Everything);
                break;
            case TransformerGroup group:
                group.Transform(x, output, learning);
                break;
            default:
                if (learning == Learning.Everything && step is not ISupervisedTransformer)
                {
                    step.Learn(x);
                }

                step.Transform(x, output);
                break;
        }
    }

    /// <summary>The example as the step behind the chain sees it when predicting.</summary>
    public FeatureVector Transform(FeatureVector x, Learning learning)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (learning == Learning.Everything)
            {
                x.AdmitStrangers();
            }

            x = Apply(i, x, learning);
        }

        if (learning == Learning.Everything)
        {
            x.AdmitStrangers();
        }

        return x;
    }

    /// <summary>The space of what comes out when neither steps nor spaces remember anything, so that examples can be transformed
    /// long before they are learned; else null.</summary>
    public FeatureSpace? FixedSpace =>
        IsStateless && Array.TrueForAll(_spaces, space => space is not { HashBits: 0 }) ? Array.Find(_spaces, space => space is not null) : null;

    /// <summary>Transforms an example into a vector of the <see cref="FixedSpace"/>.</summary>
    public void Prepare(FeatureVector x, FeatureVector output)
    {
        for (var i = 0; i < _steps.Length - 1; i++)
        {
            x = Apply(i, x, Learning.Nothing);
        }

        output.Clear();
        Transform(_steps[^1], x, output, Learning.Nothing);
    }

    /// <summary>The example as the step behind the chain sees it when learning; each step learns on the way.</summary>
    public FeatureVector Learn(FeatureVector x, Target? y, double weight, bool learnUnsupervised)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            x.AdmitStrangers();
            if (learnUnsupervised)
            {
                LearnBefore(_steps[i], x);
            }

            var output = Apply(i, x, learnUnsupervised ? Learning.Nothing : Learning.NestedPipelines);
            if (y is { } target)
            {
                LearnAfter(_steps[i], x, target, weight, learnUnsupervised);
            }

            x = output;
        }

        x.AdmitStrangers();
        return x;
    }

    /// <summary>A batch as the step behind the chain sees it when predicting. Transformers that learn while predicting learn the
    /// whole batch before they transform any of it.</summary>
    public IReadOnlyList<FeatureVector> TransformMany(IReadOnlyList<FeatureVector> batch, Learning learning)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (learning == Learning.Everything)
            {
                LearnBefore(i, batch);
            }

            batch = ApplyMany(i, batch, Learning.Nothing);
        }

        if (learning == Learning.Everything)
        {
            AdmitStrangers(batch);
        }

        return batch;
    }

    /// <summary>A batch as the step behind the chain sees it when learning; each step learns the whole batch on the way.</summary>
    public IReadOnlyList<FeatureVector> LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Target> targets, ReadOnlySpan<double> weights, bool learnUnsupervised)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            AdmitStrangers(batch);
            if (learnUnsupervised)
            {
                LearnBefore(i, batch);
            }

            var outputs = ApplyMany(i, batch, learnUnsupervised ? Learning.Nothing : Learning.NestedPipelines);
            for (var k = 0; k < batch.Count; k++)
            {
                LearnAfter(_steps[i], batch[k], targets[k], weights.IsEmpty ? 1 : weights[k], learnUnsupervised);
            }

            batch = outputs;
        }

        AdmitStrangers(batch);
        return batch;
    }

    /// <summary>Whether learning the last example would show the step behind the chain exactly what predicting it did.</summary>
    public bool TransformedForGood(FeatureVector x)
    {
        if (!IsStateless || x.HasStrangers)
        {
            return false;
        }

        foreach (var output in _outputs)
        {
            if (output is { HasStrangers: true })
            {
                return false;
            }
        }

        return true;
    }

    void IStateful.Describe(StateArchive state)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            state.Child(name, _steps[i]);
            if (_spaces[i] is { } space)
            {
                state.Child(name + "/features", space);
            }
        }
    }

    // Only the last new space is the one that the step behind the chain sees.
    private void HashOutput(int hashBits)
    {
        HashBits = hashBits;
        var last = Array.FindLastIndex(_steps, step => !step.KeepsFeatures);
        if (hashBits > 0 && last >= 0)
        {
            _spaces[last] = new FeatureSpace(hashBits);
            HashOutput(_steps[last], hashBits);
        }
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
            LearnBefore(_steps[i], x);
        }
    }

    private List<FeatureVector> ApplyMany(int i, IReadOnlyList<FeatureVector> batch, Learning learning)
    {
        var outputs = _batchOutputs[i] ??= [];
        for (var k = 0; k < batch.Count; k++)
        {
            var output = k < outputs.Count ? outputs[k] : null;
            Apply(i, batch[k], ref output, learning);
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

    private FeatureVector Apply(int i, FeatureVector x, Learning learning)
    {
        Apply(i, x, ref _outputs[i], learning);
        return _outputs[i]!;
    }

    private void Apply(int i, FeatureVector x, [NotNull] ref FeatureVector? output, Learning learning)
    {
        var space = _spaces[i] ?? x.Space;
        if (output is null || !ReferenceEquals(output.Space, space))
        {
            output = new FeatureVector(space, keepsStrangers: true);
        }

        output.Clear();
        Transform(_steps[i], x, output, learning);
    }
}
