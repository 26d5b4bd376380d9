using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Keeps every value of a numeric feature in a binary search tree and tries them all as thresholds.</summary>
/// <remarks>Gama, Rocha, Medas, KDD 2003. Exact, but memory grows with the distinct values, and naive Bayes leaves cannot use
/// the feature.
/// <example><code>
/// var tree = new HoeffdingTreeClassifier { Splitter = new ExhaustiveSplitter(), LeafPrediction = ClassLeafPrediction.MajorityClass };
/// </code></example></remarks>
[Component("ExhaustiveSplitter")]
public sealed class ExhaustiveSplitter : ClassSplitter
{
    internal override ClassObserver Observe(int feature, bool riverRules) => new ExhaustiveObserver(riverRules) { Feature = feature };
}
