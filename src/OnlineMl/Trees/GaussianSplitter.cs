using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Sums up a numeric feature as one normal distribution per class and tries equally spaced thresholds.</summary>
/// <remarks>Pfahringer, Holmes and Kirkby, PAKDD 2008. Constant memory per feature and class; the only splitter with which
/// naive Bayes leaves use numeric features fully.
/// <example><code>
/// var tree = new HoeffdingTreeClassifier { Splitter = new GaussianSplitter { NSplits = 20 } };
/// </code></example></remarks>
[Component("GaussianSplitter")]
public sealed class GaussianSplitter : ClassSplitter
{
    /// <summary>How many thresholds are tried. Range [1, 1000], default 10.</summary>
    public int NSplits { get; init => field = Require.Between(value, 1, 1000); } = 10;

    internal override ClassObserver Observe(int feature, bool riverRules) => new GaussianObserver(NSplits, riverRules) { Feature = feature };
}
