using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Ensembles;

/// <summary>Copies of a classifier whose probabilities are averaged.</summary>
public abstract class BaggedClassifiers : BaggingEnsemble, IClassifier, IExplains, IWraps, IPassesLabelsOn, ISized
{
    private readonly MeanVote _vote = new();

    private protected BaggedClassifiers(IClassifier model) => Model = Require.Given(model, nameof(model));

    /// <summary>The classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Model { get; }

    /// <summary>The trained copies.</summary>
    [NotAParameter]
    public IReadOnlyList<IClassifier> Models => Bag.Models;

    private protected Bag<IClassifier> Bag => field ??= new Bag<IClassifier>(Model, NModels, Seed);

    private protected override IStateful Prototype => Model;

    private protected override IStateful Copies => Bag;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => _vote.Predict(x, Bag.Models);

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        _vote.PredictProbabilities(x, Bag.Models, probabilities);
    }

    /// <summary>Writes what each feature adds to the probability of the predicted class in a copy on average. Only of a classifier that can tell.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        _vote.Explain(x, Bag.Models, contributions);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Class(y, weight))
        {
            Bag.Learn(x, y, weight, static (model, x, y, weight) => model.Learn(x, y.Label, weight));
            Watch(x, y);
        }
    }

    IClassifier IPassesLabelsOn.Receiver => Model;

    IStateful IWraps.Wrapped => Model;

    double ISized.EstimateBytes(int classes) => EstimateBytes(classes);

    /// <summary>Sees an example that the copies have learned.</summary>
    private protected virtual void Watch(FeatureVector x, Label y)
    {
    }
}
