using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Linear regression by gradient descent.</summary>
/// <remarks>Learn and Predict cost O(features present) and allocate nothing once the features are known; memory grows with the
/// features ever learned, or is fixed by <see cref="HashBits"/>. Wants scaled features, unless the optimizer is
/// <see cref="AdaptiveNormalizedInvariant"/>. Features that were never learned count as 0, texts too.
/// <example><code>
/// var model = new LinearRegression { Optimizer = new Sgd { LearningRate = 0.1 }, InterceptLearningRate = 0.1 };
/// var x = new FeatureVector { ["rooms"] = 1.5 };
/// for (var i = 0; i &lt; 100; i++)
/// {
///     model.Learn(x, 3.0);
/// }
///
/// var prediction = model.Predict(x); // about 3
/// </code></example></remarks>
[Component("LinearRegression")]
public sealed class LinearRegression : IMiniBatchRegressor, IHashedFeatures, IPrefetches, ISized
{
    private readonly GeneralizedLinearModel _model = new(nameof(LinearRegression), new SquaredLoss(), new Sgd(), 0.01);

    /// <summary>How the weights follow the gradient. Default SGD with a rate of 0.01.</summary>
    public IOptimizer Optimizer { get => _model.Optimizer; init => _model.Optimizer = value; }

    /// <summary>What an error costs. Default squared.</summary>
    public IRegressionLoss Loss { get => (IRegressionLoss)_model.Loss; init => _model.Loss = Require.Given(value); }

    /// <summary>The strength of the penalty on squared weights. Range [0, ∞), default 0.</summary>
    public double L2 { get => _model.L2; init => _model.L2 = value; }

    /// <summary>The strength of the cumulative penalty on absolute weights, which keeps weights at exactly 0; not together with
    /// <see cref="L2"/>. Range [0, ∞), default 0.</summary>
    public double L1 { get => _model.L1; init => _model.L1 = value; }

    /// <summary>Where the intercept starts. Range (-∞, ∞), default 0.</summary>
    public double InterceptInit { get => _model.InterceptInit; init => _model.InterceptInit = value; }

    /// <summary>The learning rate of the intercept, which the optimizer does not move; with a rate of 0 it stays where it is.
    /// Range [0, 1e12], default 0.01.</summary>
    [Parameter("intercept_lr")]
    public Schedule InterceptLearningRate { get => _model.InterceptRate; init => _model.InterceptRate = Require.Given(value); }

    /// <summary>The largest gradient that is followed. Range (0, ∞), default 1e12.</summary>
    public double ClipGradient { get => _model.ClipGradient; init => _model.ClipGradient = Require.Positive(value); }

    /// <summary>Where weights start. Default zeros.</summary>
    public IInitializer Initializer { get => _model.Initializer; init => _model.Initializer = value; }

    /// <summary>The binary logarithm of a fixed number of weights that the feature names are hashed to, or 0 for one weight per
    /// name. Range [0, 28], default 0.</summary>
    public int HashBits { get; init => field = Require.Between(value, 0, 28); }

    /// <summary>The weights by feature id.</summary>
    public WeightVector Weights => _model.Weights;

    /// <summary>The intercept.</summary>
    public double Intercept => _model.Intercept;

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => _model.Loss.Mean(_model.Output(x));

    /// <summary>Predicts from features 0, 1, 2, … of the feature space.</summary>
    public double Predict(ReadOnlySpan<double> x) => _model.Loss.Mean(_model.Output(x));

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1) => _model.Learn(x, y, weight);

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public double PredictThenLearn(FeatureVector x, double y, double weight = 1) => _model.Loss.Mean(_model.OutputThenLearn(x, y, weight));

    /// <summary>Learns from features 0, 1, 2, … of the feature space.</summary>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(ReadOnlySpan<double> x, double y, double weight = 1) => _model.Learn(x, y, weight);

    /// <summary>Takes one step along the mean gradient of a batch.</summary>
    /// <remarks><see cref="AdaptiveNormalizedInvariant"/> takes the examples one by one.</remarks>
    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default) =>
        _model.LearnMany(batch, targets, weights);

    void IPrefetches.Prefetch(FeatureVector x) => _model.Weights.Prefetch(x.Ids);

    double ISized.EstimateBytes(int classes) => HashedWeights.EstimateBytes(HashBits, Optimizer);

    void IStateful.Describe(StateArchive state) => ((IStateful)_model).Describe(state);
}
