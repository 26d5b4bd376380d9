using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Keeps every value of a feature in a binary search tree and tries them all as thresholds.</summary>
/// <remarks>Osojnik (2017), after Ikonomovska, Gama, Džeroski (2011). Exact, but memory grows with the distinct values seen
/// between splits.
/// <example><code>
/// var tree = new HoeffdingTreeRegressor { Splitter = new EbstSplitter() };
/// </code></example></remarks>
[Component("EBSTSplitter")]
public sealed class EbstSplitter : RegressionSplitter
{
    internal override TargetObserver Observe(int feature) => new SearchTreeObserver(null) { Feature = feature };
}
