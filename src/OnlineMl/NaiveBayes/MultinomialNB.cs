using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes for counts, such as those of words in a text.</summary>
/// <remarks>Manning, Raghavan, Schütze, Introduction to Information Retrieval, chapter 13. Learn costs O(features present),
/// Predict O(features present × classes); memory grows with features × classes. Wants numbers that are not negative. A text
/// value counts as zero.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new MultinomialNB();
/// model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["beijing"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["chinese"] = 2, ["shanghai"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["chinese"] = 1, ["macao"] = 1 }, "yes");
/// model.Learn(new FeatureVector(space) { ["tokyo"] = 1, ["japan"] = 1, ["chinese"] = 1 }, "no");
/// var label = model.Predict(new FeatureVector(space) { ["chinese"] = 3, ["tokyo"] = 1, ["japan"] = 1 });
/// </code></example></remarks>
[Component("MultinomialNB")]
public sealed class MultinomialNB : IClassifier
{
    // Stands in for a share that is zero, or below because of negative numbers, where the logarithm is wanted.
    private const double LeastShare = 1e-300;

    private readonly FrequencyTable _frequencies = new();
    private readonly FeatureClassTable _logarithms = new();
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

        FrequencyTable.Check(x, nameof(MultinomialNB));
        var label = _frequencies.AddExample(y, weight);
        var ids = x.Ids;
        var numbers = x.Numbers;
        for (var position = 0; position < ids.Length; position++)
        {
            var count = _frequencies.Add(ids[position], label, weight * numbers[position]);
            Prepare();
            _logarithms[ids[position], label] = Logarithm(count);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("frequencies", _frequencies);
        if (state.IsLoading)
        {
            _logarithms.Reset(new FeatureClassTable());
            Prepare();
        }
    }

    private Span<double> Score(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var classes = _frequencies.Classes.Count;
        var scores = _scores.Start(classes);
        var sum = 0.0;
        var ids = x.Ids;
        var numbers = x.Numbers;
        var unseen = Logarithm(0);
        for (var position = 0; position < ids.Length; position++)
        {
            var number = numbers[position];
            if (number == 0)
            {
                continue;
            }

            sum += number;
            if (_frequencies.Knows(ids[position]))
            {
                var row = _logarithms.Row(ids[position]);
                for (var label = 0; label < scores.Length; label++)
                {
                    scores[label] += number * row[label];
                }
            }
            else
            {
                foreach (ref var score in scores)
                {
                    score += number * unseen;
                }
            }
        }

        var total = 0.0;
        foreach (var count in _frequencies.ClassWeights)
        {
            total += count;
        }

        for (var label = 0; label < scores.Length; label++)
        {
            var size = _frequencies.ClassTotals[label] + (Alpha * _frequencies.Terms);
            scores[label] += Math.Log(_frequencies.ClassWeights[label] / total) - (sum * Math.Log(Math.Max(size, LeastShare)));
        }

        return scores;
    }

    private double Logarithm(double count) => Math.Log(Math.Max(count + Alpha, LeastShare));

    /// <summary>Brings the table of logarithms to the size of the table of counts.</summary>
    private void Prepare()
    {
        var counts = _frequencies.Counts;
        if (_logarithms.Count == counts.Count && _logarithms.Stride == counts.Stride)
        {
            return;
        }

        var first = _logarithms.Stride == counts.Stride ? _logarithms.Count : 0;
        _logarithms.Grow(counts.Count, counts.Stride);
        for (var id = first; id < counts.Count; id++)
        {
            for (var label = 0; label < counts.Stride; label++)
            {
                _logarithms[id, label] = Logarithm(counts[id, label]);
            }
        }
    }
}
