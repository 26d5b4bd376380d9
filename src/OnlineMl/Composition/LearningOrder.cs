using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>What a step of a pipeline learns of an example, and when.</summary>
/// <remarks>A step that looks at the features only learns them before it transforms them. A step that looks at the target learns after it
/// has transformed, so that no target finds its way into its own features. When transformers learn while the pipeline predicts, the first
/// kind learns then instead, and pipelines inside unions do both, as in river.</remarks>
internal static class LearningOrder
{
    /// <summary>Whether a step learns from the target. A pipeline or a group does when a part of it does.</summary>
    public static bool LearnsTarget(ITransformer step) => step is ICompositeTransformer composite ? composite.LearnsTarget : step is ISupervisedTransformer;

    /// <summary>Learns what a step learns before it transforms: everything, unless it looks at the target.</summary>
    public static void LearnBefore(ITransformer step, FeatureVector x)
    {
        if (step is ICompositeTransformer composite)
        {
            composite.LearnBefore(x);
        }
        else if (step is not ISupervisedTransformer)
        {
            step.Learn(x);
        }
    }

    /// <summary>Learns what a step learns after it has transformed.</summary>
    public static void LearnAfter(ITransformer step, FeatureVector x, Target y, double weight, bool learnUnsupervised)
    {
        if (step is ICompositeTransformer composite)
        {
            composite.LearnAfter(x, y, weight, learnUnsupervised);
        }
        else if (step is ISupervisedTransformer supervised)
        {
            supervised.Learn(x, y, weight);
        }
    }

    /// <summary>Transforms with one step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="x">The features.</param>
    /// <param name="output">Receives the result; empty before.</param>
    /// <param name="learning">What learns the example first.</param>
    public static void Transform(ITransformer step, FeatureVector x, FeatureVector output, Learning learning)
    {
        output.Time = x.Time;
        if (step is ICompositeTransformer composite)
        {
            composite.Transform(x, output, learning);
            return;
        }

        if (learning == Learning.Everything && step is not ISupervisedTransformer)
        {
            step.Learn(x);
        }

        step.Transform(x, output);
    }
}
