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
    private readonly Probabilities _own = new();

    // The pair of each classifier in the order of creation: the class that sorts first and the one that sorts last.
    private readonly List<int> _lower = [];
    private readonly List<int> _upper = [];
    private double[] _votes = [];

    /// <summary>A classifier that trains copies of a binary classifier.</summary>
    public OneVsOneClassifier(IClassifier classifier) => Classifier = Require.Given(classifier);

    /// <summary>The binary classifier, a prototype that itself learns nothing.</summary>
    public IClassifier Classifier { get; }

    private BinaryMembers Members => field ??= new BinaryMembers(Classifier);

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
        if (Members.Count == 0)
        {
            return;
        }

        if (_votes.Length < Members.Classes.Count)
        {
            _votes = new double[Members.Classes.Count];
        }

        Array.Clear(_votes);
        for (var pair = 0; pair < Members.Count; pair++)
        {
            var winner = Members[pair].Predict(x).IsPositive ? _upper[pair] : _lower[pair];
            if (_votes[winner]++ == 0)
            {
                probabilities.Add(Members.Classes[winner], winner);
            }
        }

        // Until here the buffer holds the numbers of the classes that were voted for, in the order of their first vote.
        foreach (ref var value in probabilities.Values)
        {
            value = _votes[(int)value] / Members.Count;
        }

        for (var label = 0; label < Members.Classes.Count; label++)
        {
            if (_votes[label] == 0)
            {
                probabilities.Add(Members.Classes[label], 0);
            }
        }
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        var pairs = Members.Count;
        Members.Mark(x);
        try
        {
            x.AdmitStrangers();
            LearnPairs(x, y, weight);
        }
        catch
        {
            Members.TakeBack(x);
            _lower.RemoveRange(pairs, _lower.Count - pairs);
            _upper.RemoveRange(pairs, _upper.Count - pairs);
            throw;
        }

        Members.Release();
    }

    double ISized.EstimateBytes(int classes) => classes * (classes - 1.0) / 2 * ComponentSize.Of(Classifier);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", Members.Classes);
        state.Field("lower", _lower, FieldLength.Any, WholeRange.Below(Members.Classes.Count));
        state.Field("upper", _upper, _lower.Count, WholeRange.Below(Members.Classes.Count));
        Members.Describe(state, _lower.Count);
    }

    private void LearnPairs(FeatureVector x, Label y, double weight)
    {
        var known = Members.Classes.Count;
        var own = Members.Classes.GetOrAdd(y);
        if (own == known)
        {
            for (var other = 0; other < known; other++)
            {
                var isUpper = Members.Classes[other] < y;
                _lower.Add(isUpper ? other : own);
                _upper.Add(isUpper ? own : other);
                Members.Add();
            }
        }

        for (var pair = 0; pair < Members.Count; pair++)
        {
            if (_lower[pair] == own || _upper[pair] == own)
            {
                Members.Teach(pair, x, _upper[pair] == own, weight);
            }
        }
    }
}
