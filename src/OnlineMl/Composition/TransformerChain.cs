using System.Globalization;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>The transformers in front of a pipeline's last step, with the feature spaces and buffers between them.</summary>
internal sealed class TransformerChain : IStateful
{
    private readonly ITransformer[] _steps;
    private readonly FeatureVector?[] _outputs;
    private readonly FeatureSpace?[] _spaces;

    /// <param name="steps">The steps in order.</param>
    /// <param name="hashBits">The width of the hashed space that the step behind the chain wants, or 0.</param>
    public TransformerChain(ReadOnlySpan<ITransformer> steps, int hashBits)
    {
        _steps = steps.ToArray();
        HashBits = hashBits;
        _outputs = new FeatureVector?[_steps.Length];
        _spaces = new FeatureSpace?[_steps.Length];
        KeepsFeatures = Array.TrueForAll(_steps, step => step.KeepsFeatures);
        IsSupervised = Array.Exists(_steps, LearnsTarget);
        for (var i = 0; i < _steps.Length; i++)
        {
            if (!_steps[i].KeepsFeatures)
            {
                // Only the last new space is the one that the final model sees.
                var reachesEnd = Array.TrueForAll(_steps[(i + 1)..], step => step.KeepsFeatures);
                _spaces[i] = new FeatureSpace(reachesEnd ? hashBits : 0);
            }
        }
    }

    public ReadOnlySpan<ITransformer> Steps => _steps;

    public int HashBits { get; }

    public bool KeepsFeatures { get; }

    public bool IsSupervised { get; }

    /// <summary>Whether a step learns from the target. A pipeline or a union does when a step of it does.</summary>
    public static bool LearnsTarget(ITransformer step) => step switch
    {
        TransformerPipeline pipeline => pipeline.Inner.IsSupervised,
        TransformerUnion union => union.IsSupervised,
        _ => step is ISupervisedTransformer,
    };

    /// <summary>Learns what a step learns before it transforms: everything, unless it looks at the target.</summary>
    public static void LearnBefore(ITransformer step, FeatureVector x)
    {
        if (step is TransformerUnion union)
        {
            foreach (var part in union.Parts)
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
    public static void LearnAfter(ITransformer step, FeatureVector x, Target y, bool learnUnsupervised)
    {
        switch (step)
        {
            case TransformerUnion union:
                foreach (var part in union.Parts)
                {
                    LearnAfter(part, x, y, learnUnsupervised);
                }

                break;
            case TransformerPipeline pipeline when pipeline.Inner.IsSupervised:
                pipeline.Inner.Learn(x, y, learnUnsupervised);
                break;
            case ISupervisedTransformer supervised when LearnsTarget(step):
                supervised.Learn(x, y);
                break;
        }
    }

    /// <summary>Transforms with one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="x">The features.</param>
    /// <param name="output">Receives the result.</param>
    /// <param name="learn">Whether unsupervised steps learn the example first.</param>
    public static void Transform(ITransformer step, FeatureVector x, FeatureVector output, bool learn)
    {
        switch (step)
        {
            case TransformerPipeline pipeline:
                pipeline.Transform(x, output, learn);
                break;
            case TransformerUnion union:
                union.Transform(x, output, learn);
                break;
            default:
                if (learn && step is not ISupervisedTransformer)
                {
                    step.Learn(x);
                }

                step.Transform(x, output);
                break;
        }
    }

    /// <summary>The example as the step behind the chain sees it when predicting.</summary>
    public FeatureVector Transform(FeatureVector x, bool learn)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (learn)
            {
                x.AdmitStrangers();
            }

            x = Apply(i, x, learn);
        }

        if (learn)
        {
            x.AdmitStrangers();
        }

        return x;
    }

    /// <summary>The example as the step behind the chain sees it when learning; each step learns on the way.</summary>
    public FeatureVector Learn(FeatureVector x, Target? y, bool learnUnsupervised)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            x.AdmitStrangers();
            if (learnUnsupervised)
            {
                LearnBefore(_steps[i], x);
            }

            var output = Apply(i, x, learn: false);
            if (y is { } target)
            {
                LearnAfter(_steps[i], x, target, learnUnsupervised);
            }

            x = output;
        }

        x.AdmitStrangers();
        return x;
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

    private FeatureVector Apply(int i, FeatureVector x, bool learn)
    {
        var space = _spaces[i] ?? x.Space;
        var output = _outputs[i];
        if (output is null || !ReferenceEquals(output.Space, space))
        {
            _outputs[i] = output = new FeatureVector(space, keepsStrangers: true);
        }

        output.Clear();
        Transform(_steps[i], x, output, learn);
        return output;
    }
}
