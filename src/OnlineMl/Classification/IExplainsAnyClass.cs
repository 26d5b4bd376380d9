using OnlineMl.Features;

namespace OnlineMl.Classification;

/// <summary>A classifier that can say what each feature adds to the probability of whichever class.</summary>
internal interface IExplainsAnyClass
{
    /// <summary>Writes what each feature of an example adds to the probability of a class. Changes nothing but <paramref name="contributions"/>.</summary>
    /// <param name="x">The features.</param>
    /// <param name="label">The class.</param>
    /// <param name="contributions">Receives them; empty before.</param>
    void Explain(FeatureVector x, Label label, Contributions contributions);
}
