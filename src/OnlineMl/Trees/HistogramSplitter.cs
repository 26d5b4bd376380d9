using OnlineMl.Catalog;

namespace OnlineMl.Trees;

/// <summary>Sums up a numeric feature as one histogram per class and tries equally spaced thresholds.</summary>
/// <remarks>Histograms after Ben-Haim and Tom-Tov, JMLR 11 (2010). An example of weight w counts as ⌊w⌋ examples.
/// <example><code>
/// var tree = new HoeffdingTreeClassifier { Splitter = new HistogramSplitter { NBins = 64 } };
/// </code></example></remarks>
[Component("HistogramSplitter")]
public sealed class HistogramSplitter : ClassSplitter
{
    /// <summary>The most bins a histogram may have. Range [2, ∞), default 256.</summary>
    public int NBins { get; init => field = Require.AtLeast(value, 2); } = 256;

    /// <summary>How many thresholds are tried. Range [1, ∞), default 32.</summary>
    public int NSplits { get; init => field = Require.Positive(value); } = 32;

    internal override ClassObserver Observe(int feature) => new HistogramObserver(NBins, NSplits) { Feature = feature };
}
