using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Rounds the values of a feature, keeps them in a binary search tree and tries them all as thresholds.</summary>
/// <remarks>Osojnik (2017). Needs less memory than <see cref="EbstSplitter"/>; wants features of similar scale.
/// <example><code>
/// var tree = new HoeffdingTreeRegressor { Splitter = new TebstSplitter { Digits = 2 } };
/// </code></example></remarks>
[Component("TEBSTSplitter")]
public sealed class TebstSplitter : RegressionSplitter
{
    /// <summary>How many decimal places are kept. Range [0, 15], default 1.</summary>
    public int Digits { get; init => field = Require.Between(value, 0, 15); } = 1;

    internal override TargetObserver Observe(int feature) => new SearchTreeObserver(Digits) { Feature = feature };
}
