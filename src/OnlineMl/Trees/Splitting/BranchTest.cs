namespace OnlineMl.Trees.Splitting;

/// <summary>What a branch asks of its feature.</summary>
internal enum BranchTest
{
    /// <summary>No test: the candidate that stands for not splitting.</summary>
    None,

    /// <summary>At most a threshold, or more.</summary>
    NumericBinary,

    /// <summary>Which interval of a given width.</summary>
    NumericMultiway,

    /// <summary>One value, or any other.</summary>
    NominalBinary,

    /// <summary>Which value.</summary>
    NominalMultiway,
}
