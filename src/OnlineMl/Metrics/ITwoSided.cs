namespace OnlineMl.Metrics;

/// <summary>What tells a positive class from a negative one, and is told predictions of a model of two classes as false and true, whatever
/// these are called.</summary>
internal interface ITwoSided
{
    /// <summary>The negative and the positive class as they are spelled; null where labels stand for themselves.</summary>
    ClassTable? Sides
    {
        set { }
    }

    /// <summary>Takes what was positive for negative: what it was told before the second class came, which decided it.</summary>
    void Reverse();
}
