using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Multiclass;

/// <summary>Makes a classifier of many classes from one binary classifier per class, which tells the class from the rest.</summary>
/// <remarks>Costs and memory are those of the binary classifier times the classes. A class gets its classifier with its first
/// example.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new OneVsRestClassifier(new GaussianNB());
/// for (var i = 0; i &lt; 30; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
/// }
///
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 2.1 });
/// </code></example></remarks>
[Component("OneVsRestClassifier")]
public sealed class OneVsRestClassifier : IClassifier, ISized
{
    private readonly ClassTable _classes = new();
    private readonly List<IClassifier> _classifiers = [];
    private readonly Probabilities _binary = new();
    private readonly Probabilities _own = new();

    /// <summary>A classifier that trains copies of a binary classifier.</summary>
    public OneVsRestClassifier(IClassifier classifier) => Classifier = Require.Given(classifier);

    /// <summary>The binary classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Classifier { get; }

    /// <summary>The trained classifiers, in the order of the classes.</summary>
    [NotAParameter]
    public IReadOnlyList<IClassifier> Classifiers => _classifiers;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        PredictProbabilities(x, _own);
        return _own.MostProbable;
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_classes);
        var sum = 0.0;
        for (var label = 0; label < values.Length; label++)
        {
            _classifiers[label].PredictProbabilities(x, _binary);
            values[label] = _binary[true];
            sum += values[label];
        }

        if (sum == 0)
        {
            values.Fill(1.0 / values.Length);
            return;
        }

        foreach (ref var value in values)
        {
            value /= sum;
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Example(x, y, weight))
        {
            return;
        }

        var own = _classes.GetOrAdd(y);
        if (own == _classifiers.Count)
        {
            _classifiers.Add(Untrained.CopyOf(Classifier));
        }

        for (var label = 0; label < _classifiers.Count; label++)
        {
            _classifiers[label].Learn(x, label == own, weight);
        }
    }

    double ISized.EstimateBytes(int classes) => classes * ComponentSize.Of(Classifier);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Children("classifiers", _classifiers, _classes.Count, () => Untrained.CopyOf(Classifier));
        if (state.IsLoading && _classifiers.Count != _classes.Count)
        {
            throw new StateFormatException("There is not one classifier per class.");
        }
    }
}
