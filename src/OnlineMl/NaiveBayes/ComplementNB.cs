using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.NaiveBayes;

/// <summary>Naive Bayes for counts that judges a class by how badly the other classes explain the example.</summary>
/// <remarks>Rennie, Shih, Teevan, Karger, ICML 2003, without the normalization of weights and without class priors. Suits
/// classes of unequal size. Learn costs O(features present), Predict O(features present × classes); memory grows with
/// features × classes. Wants numbers that are not negative: learning refuses them, predicting
/// takes them for 0. A text value counts as zero.
/// <example><code>
/// var space = new FeatureSpace();
/// var model = new ComplementNB();
/// model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["brain"] = 1 }, "health");
/// model.Learn(new FeatureVector(space) { ["food"] = 1, ["meat"] = 1, ["kitchen"] = 9, ["job"] = 5 }, "butcher");
/// model.Learn(new FeatureVector(space) { ["food"] = 2, ["meat"] = 1, ["job"] = 1 }, "health");
/// var label = model.Predict(new FeatureVector(space) { ["food"] = 1, ["job"] = 1, ["meat"] = 1 });
/// </code></example></remarks>
[Component("ComplementNB")]
public sealed class ComplementNB : CountNaiveBayes
{
    private protected override void AddScores(FeatureVector x, Span<double> scores)
    {
        var all = 0.0;
        foreach (var classTotal in Frequencies.ClassTotals)
        {
            all += classTotal;
        }

        for (var position = 0; position < x.Count; position++)
        {
            var number = x.Numbers[position];
            if (!(number > 0))
            {
                continue;
            }

            var id = x.Ids[position];
            var known = Frequencies.Knows(id);
            for (var label = 0; label < scores.Length; label++)
            {
                var others = known ? Frequencies.FeatureTotal(id) - Frequencies.Counts[id, label] : 0;
                var size = all - Frequencies.ClassTotals[label] + (Alpha * Frequencies.Terms);
                var share = Math.Max(others + Alpha, LeastShare) / Math.Max(size, LeastShare);
                scores[label] -= number * Elementary.Log(Math.Clamp(share, double.Epsilon, double.MaxValue));
            }
        }
    }
}
