using OnlineMl.Catalog;
using OnlineMl.Classification;

namespace OnlineMl.Ensembles;

/// <summary>Averages copies of a classifier, each of which learns every example a random number of times.</summary>
/// <remarks>Oza, Russell, Artificial Intelligence and Statistics 2001: the number is drawn from the Poisson distribution of mean 1,
/// which is what drawing with replacement comes to on a stream. Costs and memory are those of the classifier times the copies.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new BaggingClassifier(new GaussianNB()) { NModels = 3, Seed = 42 };
/// for (var i = 0; i &lt; 40; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = (i % 2) + (0.01 * i) }, i % 2 == 1);
/// }
///
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 1.1 });
/// </code></example></remarks>
[Component("BaggingClassifier")]
public sealed class BaggingClassifier : BaggedClassifiers
{
    /// <summary>An ensemble of copies of a classifier.</summary>
    /// <param name="model">The classifier, a prototype that itself learns nothing.</param>
    public BaggingClassifier(IClassifier model)
        : base(model)
    {
    }
}
