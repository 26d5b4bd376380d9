using OnlineMl.Features;

namespace OnlineMl;

/// <summary>A model that can say what each feature adds to a prediction.</summary>
public interface IExplains
{
    /// <summary>Writes what each feature of an example adds to the prediction for it. Changes nothing but <paramref name="contributions"/>.</summary>
    /// <param name="x">The features.</param>
    /// <param name="contributions">Receives them, with the scale on which they sum to the prediction; empty before.</param>
    void Explain(FeatureVector x, Contributions contributions);
}
