using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Composition;

/// <summary>A step that turns features into other features, without looking at the target.</summary>
public interface ITransformer : IStateful
{
    /// <summary>Whether every feature of the output is a feature of the input under its own name. When true, the
    /// output vector shares the input's <see cref="FeatureSpace"/> and so its feature ids.</summary>
    bool KeepsFeatures { get; }

    /// <summary>Learns from one example. Does nothing in a step without state.</summary>
    void Learn(FeatureVector x);

    /// <summary>Writes the transformed example. Changes nothing but <paramref name="output"/>.</summary>
    /// <param name="x">The features; never changed.</param>
    /// <param name="output">An empty vector that receives the result. Over the caller's life it always belongs to the
    /// same space, which is the input's when <see cref="KeepsFeatures"/> is true and another one when it is not.</param>
    void Transform(FeatureVector x, FeatureVector output);
}
