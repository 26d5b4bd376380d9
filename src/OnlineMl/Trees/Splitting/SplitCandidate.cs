namespace OnlineMl.Trees.Splitting;

/// <summary>A possible split of a leaf. The default stands for not splitting.</summary>
internal readonly record struct SplitCandidate()
{
    public double Merit { get; init; } = double.NegativeInfinity;

    /// <summary>The position of the observer that proposes the split, or -1.</summary>
    public int Observer { get; init; } = -1;

    public BranchTest Test { get; init; }

    /// <summary>The threshold, or the width of the intervals.</summary>
    public double Number { get; init; }

    /// <summary>The value of a nominal binary test.</summary>
    public long Key { get; init; }

    /// <summary>Whether there is a split worth making.</summary>
    public bool Splits => Test != BranchTest.None && !double.IsNegativeInfinity(Merit);
}
