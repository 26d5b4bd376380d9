using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

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
public sealed class BaggingClassifier : IClassifier, IPassesLabelsOn, ISized
{
    private readonly MeanVote _vote = new();

    /// <summary>An ensemble of copies of a classifier.</summary>
    public BaggingClassifier(IClassifier model) => Model = Require.Given(model);

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
    }

    IClassifier IPassesLabelsOn.Receiver => Model;

    double ISized.EstimateBytes(int classes) => NModels * (Model is ITakesEveryExample ? 1.0 : 2.0) * ComponentSize.Of(Model, classes);

    void IStateful.Describe(StateArchive state) => state.Child("bag", Bag);
}
