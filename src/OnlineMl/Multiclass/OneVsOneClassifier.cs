using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Multiclass;

/// <summary>Makes a classifier of many classes from one binary classifier per pair of classes; each pair votes for one of its two.</summary>
/// <remarks>Learn trains the pairs of the example's class only, one per other class; Predict asks all pairs. Memory grows with the
/// square of the classes. Probabilities are shares of the votes; there
/// are none before the second class. Of classes with equally many votes the one voted for first wins.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new OneVsOneClassifier(new GaussianNB());
/// for (var i = 0; i &lt; 30; i++)
/// {
///     model.Learn(new FeatureVector(space) { ["x"] = (i % 3) + (0.01 * i) }, i % 3);
/// }
///
/// var label = model.Predict(new FeatureVector(space) { ["x"] = 2.1 });
/// </code></example></remarks>
[Component("OneVsOneClassifier")]
public sealed class OneVsOneClassifier : IClassifier, ISized
{
    private readonly ClassTable _classes = new();
    private readonly List<IClassifier> _classifiers = [];
    private readonly Probabilities _own = new();

    // The pair of each classifier in the order of creation: the class that sorts first and the one that sorts last.
    private readonly List<int> _lower = [];
    private readonly List<int> _upper = [];
    private double[] _votes = [];

    /// <summary>A classifier that trains copies of a binary classifier.</summary>
    public OneVsOneClassifier(IClassifier classifier) => Classifier = Require.Given(classifier);

    /// <summary>The binary classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Classifier { get; }

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
        probabilities.Clear();
        if (_classifiers.Count == 0)
        {
            return;
        }

        if (_votes.Length < _classes.Count)
        {
            _votes = new double[_classes.Count];
        }

        Array.Clear(_votes);
        for (var pair = 0; pair < _classifiers.Count; pair++)
        {
            var winner = _classifiers[pair].Predict(x).IsPositive ? _upper[pair] : _lower[pair];
            if (_votes[winner]++ == 0)
            {
                probabilities.Add(_classes[winner], winner);
            }
        }

        // Until here the buffer holds the numbers of the classes that were voted for, in the order of their first vote.
        foreach (ref var value in probabilities.Values)
        {
            value = _votes[(int)value] / _classifiers.Count;
        }

        for (var label = 0; label < _classes.Count; label++)
        {
            if (_votes[label] == 0)
            {
                probabilities.Add(_classes[label], 0);
            }
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (!Require.Example(x, y, weight))
        {
            return;
        }

        var known = _classes.Count;
        var own = _classes.GetOrAdd(y);
        if (own == known)
        {
            for (var other = 0; other < known; other++)
            {
                var isUpper = _classes[other] < y;
                _lower.Add(isUpper ? other : own);
                _upper.Add(isUpper ? own : other);
                _classifiers.Add(Untrained.CopyOf(Classifier));
            }
        }

        for (var pair = 0; pair < _classifiers.Count; pair++)
        {
            if (_lower[pair] == own || _upper[pair] == own)
            {
                _classifiers[pair].Learn(x, _upper[pair] == own, weight);
            }
        }
    }

    double ISized.EstimateBytes(int classes) => classes * (classes - 1.0) / 2 * ComponentSize.Of(Classifier);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Field("lower", _lower, FieldLength.Any, WholeRange.Below(_classes.Count));
        state.Field("upper", _upper, _lower.Count, WholeRange.Below(_classes.Count));
        state.Children("classifiers", _classifiers, _lower.Count, () => Untrained.CopyOf(Classifier));
    }
}
