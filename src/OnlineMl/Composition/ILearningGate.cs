using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>A step of a pipeline that keeps some examples from being learned by the steps behind it. When the pipeline predicts, it lets every
/// example through.</summary>
/// <remarks>It stands in the pipeline that has the model, not inside a union.</remarks>
public interface ILearningGate : ITransformer
{
    /// <summary>Whether the steps behind the gate learn an example. It is asked before the gate itself learns the example. Changes nothing.</summary>
    /// <param name="x">The features as they come to the gate.</param>
    /// <param name="y">The target; null when there is none.</param>
    bool Admits(FeatureVector x, Target? y);
}
