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
public sealed class AdwinBaggingClassifier : IClassifier, IPassesLabelsOn, ISized
{
    private readonly MeanVote _vote = new();

    /// <summary>An ensemble of copies of a classifier.</summary>
    public AdwinBaggingClassifier(IClassifier model) => Model = Require.Given(model);

    /// <summary>The classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Model { get; }

    /// <summary>How many copies there are. Range [1, 10000], default 10.</summary>
    public int NModels { get; init => field = Require.Between(value, 1, 10000); } = 10;

    /// <summary>The seed of the draws. Any whole number or null, which means 0. Default null.</summary>
    public int? Seed { get; init; }

    /// <summary>The trained copies.</summary>
    [NotAParameter]
    public IReadOnlyList<IClassifier> Models => Bag.Models;

    private Bag<IClassifier> Bag => field ??= new Bag<IClassifier>(Model, NModels, Seed);

    private Adwin[] Detectors => field ??= [.. Enumerable.Range(0, NModels).Select(_ => new Adwin())];

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => _vote.Predict(x, Bag.Models);

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        _vote.PredictProbabilities(x, Bag.Models, probabilities);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Class(y, weight))
        {
            return;
        }

        Bag.Learn(x, y, weight, static (model, x, y, weight) => model.Learn(x, y.Label, weight));
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

    IClassifier IPassesLabelsOn.Receiver => Model;

    double ISized.EstimateBytes(int classes) => NModels * (Model is ITakesEveryExample ? 1.0 : 2.0) * ComponentSize.Of(Model, classes);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("bag", Bag);
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
