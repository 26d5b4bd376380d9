namespace OnlineMl.Trees.Growth;

/// <summary>What a classification tree hangs on; see <see cref="HoeffdingTreeClassifier"/> for what each says.</summary>
internal sealed record ClassTreeSettings : TreeSettings
{
    public ClassTreeSettings()
    {
    }

    public ClassTreeSettings(HoeffdingTree tree)
        : base(tree)
    {
    }

    public SplitCriterion SplitCriterion { get; init; }

    public ClassLeafPrediction LeafPrediction { get; init; } = ClassLeafPrediction.NaiveBayesAdaptive;

    public int NbThreshold { get; init; }

    public ClassSplitter Splitter { get; init; } = new GaussianSplitter();

    public double MinBranchFraction { get; init; } = 0.01;

    public double MaxShareToSplit { get; init; } = 0.99;

    public double NominalSmoothing { get; init; } = 1;
}
