using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>What linear models with one output have in common: a weight per feature and an intercept.</summary>
public abstract class LinearModel : IStateful, IExplains
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

    /// <summary>Writes what each feature adds: its number times its weight, in favour of the predicted class where that is what is predicted.</summary>
    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(contributions);
        var sign = Interpret(Weights.Dot(x) + Intercept, contributions);
        contributions.Baseline = sign * Intercept;
        Weights.Explain(x, sign, contributions);
    }

    void IStateful.Describe(StateArchive state) => Describe(state);

    /// <summary>Says what an output stands for.</summary>
    /// <param name="output">The weighted sum with the intercept.</param>
    /// <param name="contributions">Receives the scale and the classes.</param>
    /// <returns>-1 where the output speaks against what is predicted when it is positive, else 1.</returns>
    private protected abstract double Interpret(double output, Contributions contributions);

    /// <summary>About how many bytes the weights take when the features are hashed.</summary>
    private protected double EstimateBytes() => HashedWeights.EstimateBytes(HashBits, Weights.Stride);

    private protected abstract void Describe(StateArchive state);
}
