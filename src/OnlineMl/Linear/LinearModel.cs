using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>What linear models with one output have in common: a weight per feature and an intercept.</summary>
public abstract class LinearModel : IStateful
{
    private protected LinearModel()
    {
    }

    /// <summary>The binary logarithm of a fixed number of weights that the feature names are hashed to, or 0 for one weight per
    /// name. Range [0, 28], default 0.</summary>
    public int HashBits { get; init => field = Require.Between(value, 0, 28); }

    /// <summary>The weights by feature id.</summary>
    public abstract WeightVector Weights { get; }

    /// <summary>The intercept.</summary>
    public abstract double Intercept { get; }

    void IStateful.Describe(StateArchive state) => Describe(state);

    /// <summary>About how many bytes the weights take when the features are hashed.</summary>
    private protected double EstimateBytes() => HashedWeights.EstimateBytes(HashBits, Weights.Stride);

    private protected abstract void Describe(StateArchive state);
}
