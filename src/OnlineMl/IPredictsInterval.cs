using OnlineMl.Features;

namespace OnlineMl;

/// <summary>A model of numbers that can say between which two the target is expected to lie.</summary>
public interface IPredictsInterval
{
    /// <summary>The interval for an example; null while the model cannot tell. Changes nothing.</summary>
    /// <param name="x">The features.</param>
    /// <param name="level">The share of targets that are to lie in their interval, in (0, 1).</param>
    Interval? PredictInterval(FeatureVector x, double level);
}
