namespace OnlineMl.Trees;

/// <summary>How a classification tree judges a split.</summary>
public enum SplitCriterion
{
    /// <summary>The information gained, in bits.</summary>
    InfoGain,

    /// <summary>One less the Gini impurity that remains.</summary>
    Gini,

    /// <summary>The Hellinger distance between the branches; for the classes false and true, or 0 and 1, only.</summary>
    Hellinger,
}
