using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Linear regression that ignores errors inside a band and otherwise takes the smallest step that mends the error.</summary>
/// <remarks>Crammer et al., JMLR 7 (2006), section 5. Learn and Predict cost O(features present); memory grows with the features
/// ever seen. Wants scaled features. As in river, whose figures are kept, the error that sets the size of a step is measured to
/// 2 y - 1, while its direction is that of the error itself.
/// <example><code>
/// var model = new PassiveAggressiveRegressor { C = 0.1, Epsilon = 0.05 };
/// var x = new FeatureVector { ["rooms"] = 1 };
/// for (var i = 0; i &lt; 100; i++)
/// {
///     model.Learn(x, 1.0);
/// }
///
/// var prediction = model.Predict(x); // about 1
/// </code></example></remarks>
[Component("PARegressor")]
public sealed class PassiveAggressiveRegressor : IRegressor, IHashedFeatures, ISized
{
    private readonly PassiveAggressiveStep _model = new(nameof(PassiveAggressiveRegressor));
    private EpsilonInsensitiveHinge _loss = new();

    /// <summary>How aggressive the model is: the largest step in mode 1, the softness of the step in mode 2. Range (0, ∞), default
    /// 1.</summary>
    [Parameter("C")]
    public double C { get => _model.C; init => _model.C = Require.Positive(value); }

    /// <summary>The variant of the paper: 0 for the hard step, 1 for PA-I, 2 for PA-II. Range [0, 2], default 1.</summary>
    public int Mode { get => _model.Mode; init => _model.Mode = Require.Between(value, 0, 2); }

    /// <summary>Half the width of the band in which errors are ignored, in units of the target. Range [0, ∞), default
    /// 0.1.</summary>
    [Parameter("eps")]
    public double Epsilon { get => _loss.Epsilon; init => _loss = new EpsilonInsensitiveHinge { Epsilon = value }; }

    /// <summary>Whether the intercept moves too. Default true.</summary>
    public bool LearnIntercept { get => _model.LearnIntercept; init => _model.LearnIntercept = value; }

    /// <summary>The binary logarithm of a fixed number of weights that the feature names are hashed to, or 0 for one weight per
    /// name. Range [0, 28], default 0.</summary>
    public int HashBits { get; init => field = Require.Between(value, 0, 28); }

    /// <summary>The weights by feature id.</summary>
    public WeightVector Weights => _model.Weights;

    /// <summary>The intercept.</summary>
    public double Intercept => _model.Intercept;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _model.Output(x);

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1)
    {
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            var output = _model.Output(x);
            _model.Move(x, _loss.Value(y, output), Direction(y - output), weight);
        }
    }

    double ISized.EstimateBytes(int classes) => HashedWeights.EstimateBytes(HashBits);

    void IStateful.Describe(StateArchive state) => ((IStateful)_model).Describe(state);

    private static double Direction(double error) => error > 0 ? 1 : error < 0 ? -1 : 0;
}
