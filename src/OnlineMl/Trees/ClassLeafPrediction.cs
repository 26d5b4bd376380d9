using OnlineMl.Catalog;

namespace OnlineMl.Trees;

/// <summary>What the leaves of a classification tree predict with.</summary>
public enum ClassLeafPrediction
{
    /// <summary>The majority class.</summary>
    [Parameter("mc")]
    MajorityClass,

    /// <summary>Naive Bayes.</summary>
    [Parameter("nb")]
    NaiveBayes,

    /// <summary>In each leaf, that of the two which was right more often.</summary>
    [Parameter("nba")]
    NaiveBayesAdaptive,
}
