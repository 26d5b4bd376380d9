using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>What a step of a pipeline learns of an example, and when.</summary>
/// <remarks>A step that looks at the features only learns them before it transforms them. A step that looks at the target learns after it
/// has transformed, so that no target finds its way into its own features. When transformers learn while the pipeline predicts, the first
/// kind learns then instead, and pipelines inside unions do both, as in river.</remarks>
internal readonly struct LearningOrder(ITransformer step)
{
    // Asked for once, because a step is asked what it is several times an example.
    private readonly ICompositeTransformer? _composite = step as ICompositeTransformer;
    private readonly ISupervisedTransformer? _supervised = step as ISupervisedTransformer;

    /// <summary>The step.</summary>
    public ITransformer Step { get; } = step;

    /// <summary>Whether the step learns from the target. A pipeline or a group does when a part of it does.</summary>
    public bool LearnsTarget => _composite?.LearnsTarget ?? _supervised is not null;

    /// <summary>Whether there may be anything to learn after the step has transformed.</summary>
    public bool LearnsAfter => _supervised is not null;

    /// <summary>Learns what the step learns before it transforms: everything, unless it looks at the target.</summary>
    public void LearnBefore(FeatureVector x)
    {
        if (_composite is not null)
        {
            _composite.LearnBefore(x);
        }
        else if (_supervised is null)
        {
            Step.Learn(x);
        }
    }

    /// <summary>Learns what the step learns after it has transformed.</summary>
    public void LearnAfter(FeatureVector x, in Target y, double weight, bool learnUnsupervised)
    {
        if (_composite is not null)
        {
            _composite.LearnAfter(x, y, weight, learnUnsupervised);
        }
        else
        {
            _supervised?.Learn(x, y, weight);
        }
    }

    /// <summary>Transforms with the step.</summary>
    /// <param name="x">The features.</param>
    /// <param name="output">Receives the result; empty before.</param>
    /// <param name="learning">What learns the example first.</param>
    public void Transform(FeatureVector x, FeatureVector output, Learning learning)
    {
        output.Time = x.Time;
        if (_composite is not null)
        {
            _composite.Transform(x, output, learning);
            return;
        }

        if (learning == Learning.Everything && _supervised is null)
        {
            Step.Learn(x);
        }

        Step.Transform(x, output);
    }
}
