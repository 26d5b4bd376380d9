namespace OnlineMl.Mixing;

/// <summary>Something of which several can learn, each from examples of its own, and be put together again.</summary>
/// <remarks>What is a sum of what examples bring, such as counts, moments, confusion matrices and histograms, is after a merge what one would have that
/// learned from all examples, to the bit where the sums are exact and else within rounding. Weights of linear models are averaged, which is another model
/// than the one that learned from all of them, and about as good; see <see cref="Shares"/>. What depends on the order of examples otherwise, such as a tree, a window or a
/// drift detector, cannot be merged.</remarks>
public interface IMergeable
{
    /// <summary>What keeps this one from being merged, such as one of its parts, in words that follow "because of"; null when nothing does.</summary>
    string? Obstacle => null;

    /// <summary>Takes in what the shares have learned since they were what this is.</summary>
    /// <param name="shares">The shares, which stay as they are. The result does not depend on anything but them, their order and what this is.</param>
    void Merge(Shares shares);
}
