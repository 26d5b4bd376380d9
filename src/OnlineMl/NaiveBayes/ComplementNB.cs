using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes for counts that judges a class by how badly the other classes explain the example.</summary>
/// <remarks>Rennie, Shih, Teevan, Karger, ICML 2003, without the normalization of weights and without class priors. Suits
/// classes of unequal size. Learn costs O(features present), Predict O(features present × classes); memory grows with
/// features × classes. Wants numbers that are not negative. A text value counts as zero.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new ComplementNB();
/// model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["brain"] = 1 }, "health");
/// model.Learn(new FeatureVector(space) { ["food"] = 1, ["meat"] = 1, ["kitchen"] = 9, ["job"] = 5 }, "butcher");
/// model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["job"] = 1 }, "health");
/// var label = model.Predict(new FeatureVector(space) { ["food"] = 1, ["job"] = 1, ["meat"] = 1 });
/// </code></example></remarks>
[Component("ComplementNB")]
public sealed class ComplementNB : IClassifier
{
    // Stands in for a share that is zero, or below because of negative numbers, where the logarithm is wanted.
    private const double LeastShare = 1e-300;

    private readonly FrequencyTable _frequencies = new();
    private readonly ClassScores _scores = new();

    /// <summary>Added to every count (Laplace, Lidstone); 0 smooths nothing. Range [0, ∞), default 1.</summary>
    public double Alpha { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x) => _frequencies.Classes.Count == 0 ? default : _frequencies.Classes[ClassScores.Best(Score(x))];

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_frequencies.Classes);
        ClassScores.Normalize(Score(x), values);
    }

    /// <inheritdoc/>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (weight == 0)
        {
            return;
        }

        FrequencyTable.Check(x, nameof(ComplementNB));
        var label = _frequencies.AddExample(y, weight);
        for (var position = 0; position < x.Count; position++)
        {
            _frequencies.Add(x.Ids[position], label, weight * x.Numbers[position]);
        }
    }

    void IStateful.Describe(StateArchive state) => state.Child("frequencies", _frequencies);

    private Span<double> Score(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var scores = _scores.Start(_frequencies.Classes.Count);
        var all = 0.0;
        foreach (var classTotal in _frequencies.ClassTotals)
        {
            all += classTotal;
        }

        for (var position = 0; position < x.Count; position++)
        {
            var number = x.Numbers[position];
            if (number == 0)
            {
                continue;
            }

            var id = x.Ids[position];
            var known = _frequencies.Knows(id);
            for (var label = 0; label < scores.Length; label++)
            {
                var others = known ? _frequencies.FeatureTotal(id) - _frequencies.Counts[id, label] : 0;
                var size = all - _frequencies.ClassTotals[label] + (Alpha * _frequencies.Terms);
                var share = Math.Max(others + Alpha, LeastShare) / Math.Max(size, LeastShare);
                scores[label] -= number * Math.Log(Math.Clamp(share, double.Epsilon, double.MaxValue));
            }
        }

        return scores;
    }
}
