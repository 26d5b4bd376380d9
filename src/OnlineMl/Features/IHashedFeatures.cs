namespace OnlineMl.Features;

/// <summary>A model that keeps a fixed number of weights and so wants its features hashed.</summary>
public interface IHashedFeatures
{
    /// <summary>The binary logarithm of the number of weights, or 0 for one weight per feature name.</summary>
    int HashBits { get; }
}
