using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes for counts, such as those of words in a text.</summary>
/// <remarks>Manning, Raghavan, Schütze, Introduction to Information Retrieval, chapter 13. Learn costs O(features present),
/// Predict O(features present × classes); memory grows with features × classes. Wants numbers that are not negative: learning refuses
/// them, predicting takes them for 0. A text value counts as zero.
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
public sealed class MultinomialNB : CountNaiveBayes
{
    private readonly FeatureClassTable _logarithms = new();

    private protected override void OnCount(int id, int label, double count)
    {
        Prepare();
        _logarithms[id, label] = Logarithm(count);
    }

    private protected override void Rebuild()
    {
        _logarithms.Reset(new FeatureClassTable());
        Prepare();
    }

    private protected override void AddScores(FeatureVector x, Span<double> scores)
    {
        var sum = 0.0;
        var ids = x.Ids;
        var numbers = x.Numbers;
        var unseen = Logarithm(0);
        for (var position = 0; position < ids.Length; position++)
        {
            var number = numbers[position];
            if (!(number > 0))
            {
                continue;
            }

            sum += number;
            if (Frequencies.Knows(ids[position]))
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
        foreach (var count in Frequencies.ClassWeights)
        {
            total += count;
        }

        for (var label = 0; label < scores.Length; label++)
        {
            var size = Frequencies.ClassTotals[label] + (Alpha * Frequencies.Terms);
            scores[label] += Elementary.Log(Frequencies.ClassWeights[label] / total) - (sum * Elementary.Log(Math.Max(size, LeastShare)));
        }
    }

    private double Logarithm(double count) => Elementary.Log(Math.Max(count + Alpha, LeastShare));

    /// <summary>Brings the table of logarithms to the size of the table of counts.</summary>
    private void Prepare()
    {
        var counts = Frequencies.Counts;
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
