using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>Reads examples one after the other. Not safe for use by several threads at once.</summary>
public interface IExampleReader : IDisposable
{
    /// <summary>Whether all feature names are met in the first example, so that later ones add no name to the feature space and
    /// may be read on another thread than the one that learns them.</summary>
    bool HasFixedFeatures { get; }

    /// <summary>How much the example that was read last counts; 1 where the data say nothing of it.</summary>
    double Weight => 1;

    /// <summary>Whether <see cref="Weight"/> may be another than 1.</summary>
    bool IsWeighted => false;

    /// <summary>Reads the next example.</summary>
    /// <param name="x">Receives the features; what it held is removed.</param>
    /// <param name="target">Receives what there is to predict; the default value when the data have no target.</param>
    /// <returns>False when there are no more examples.</returns>
    bool TryRead(FeatureVector x, out Target target);
}
