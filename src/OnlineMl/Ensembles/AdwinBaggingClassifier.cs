using System.Globalization;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Drift;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Bagging that starts its worst copy afresh when any copy's error is found to have risen.</summary>
/// <remarks>Bifet, Holmes, Pfahringer, Kirkby, Gavaldà, KDD 2009. An ADWIN watches each copy's errors, as in the paper and in MOA;
/// river hands it the hits instead, and so replaces the best copy. Costs and memory are those of the classifier times the copies.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new AdwinBaggingClassifier(new GaussianNB()) { NModels = 3, Seed = 42 };
/// for (var i = 0; i &lt; 40; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = (i % 2) + (0.01 * i) }, i % 2 == 1);
/// }
///
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 1.1 });
/// </code></example></remarks>
[Component("ADWINBaggingClassifier")]
public sealed class AdwinBaggingClassifier : BaggedClassifiers
{
    /// <summary>An ensemble of copies of a classifier.</summary>
    /// <param name="model">The classifier, a prototype that itself learns nothing.</param>
    public AdwinBaggingClassifier(IClassifier model)
        : base(model)
    {
    }

    private Adwin[] Detectors => field ??= [.. Enumerable.Range(0, NModels).Select(_ => new Adwin())];

    private protected override void Watch(FeatureVector x, Label y)
    {
        var hasChanged = false;
        for (var i = 0; i < NModels; i++)
        {
            var model = Bag.Models[i];
            var detector = Detectors[i];
            var error = detector.Estimation;
            detector.Update(model.Predict(x).Equals(y) ? 0 : 1);
            hasChanged |= detector.DriftDetected && detector.Estimation > error;
        }

        if (hasChanged)
        {
            ReplaceWorst();
        }
    }

    private protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        for (var i = 0; i < NModels; i++)
        {
            state.Child(i.ToString(CultureInfo.InvariantCulture), Detectors[i]);
        }
    }

    private void ReplaceWorst()
    {
        var worst = 0;
        for (var i = 1; i < NModels; i++)
        {
            if (Detectors[i].Estimation > Detectors[worst].Estimation)
            {
                worst = i;
            }
        }

        Bag.Replace(worst);
        Detectors[worst] = new Adwin();
    }
}
