using OnlineMl.Regression;

namespace OnlineMl.Trees.Growth;

/// <summary>What a regression tree hangs on; see <see cref="HoeffdingTreeRegressor"/> for what each says.</summary>
internal sealed record RegressionTreeSettings : TreeSettings
{
    public RegressionTreeSettings(HoeffdingTree tree)
        : base(tree)
    {
    }

    public RegressionLeafPrediction LeafPrediction { get; init; } = RegressionLeafPrediction.Adaptive;

    public required IRegressor LeafModel { get; init; }

    public double ModelSelectorDecay { get; init; } = 0.95;

    public RegressionSplitter Splitter { get; init; } = new TebstSplitter();

    public int MinSamplesSplit { get; init; } = 5;
}
