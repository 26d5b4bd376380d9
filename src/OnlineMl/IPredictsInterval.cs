using OnlineMl.Features;

namespace OnlineMl;

/// <summary>A model of numbers that can say between which two the target is expected to lie.</summary>
public interface IPredictsInterval
{
    /// <summary>The interval for an example; null while the model cannot tell. Changes nothing.</summary>
    Interval? PredictInterval(FeatureVector x);
}
