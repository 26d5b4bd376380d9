using OnlineMl.Catalog;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees;

/// <summary>Sums up a numeric feature as one histogram per class and tries equally spaced thresholds.</summary>
/// <remarks>Histograms after Ben-Haim and Tom-Tov, JMLR 11 (2010).
/// <example><code>
/// var tree = new HoeffdingTreeClassifier { Splitter = new HistogramSplitter { NBins = 64 } };
/// </code></example></remarks>
[Component("HistogramSplitter")]
public sealed class HistogramSplitter : ClassSplitter
{
    /// <summary>The most bins a histogram may have. Range [2, 10000], default 256.</summary>
    public int NBins { get; init => field = Require.Between(value, 2, 10_000); } = 256;

    /// <summary>How many thresholds are tried. Range [1, 1000], default 32.</summary>
    public int NSplits { get; init => field = Require.Between(value, 1, 1000); } = 32;

    internal override ClassObserver Observe(int feature, bool riverRules) => new HistogramObserver(NBins, NSplits, riverRules) { Feature = feature };
}
