using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.Regression;

namespace OnlineMl.Linear;

/// <summary>Linear regression by gradient descent.</summary>
/// <remarks>Learn and Predict cost O(features present) and allocate nothing once the features are known; memory grows with the
/// features ever learned, or is fixed by <see cref="LinearModel.HashBits"/>. Wants scaled features, unless the optimizer is
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
public sealed class LinearRegression : GradientRegression, IMiniBatchRegressor, IHashedFeatures, IPrefetches, ISized
{
    /// <summary>Linear regression with a squared loss.</summary>
    public LinearRegression()
        : base(new SquaredLoss())
    {
    }

    /// <summary>What an error costs. Default squared.</summary>
    public IRegressionLoss Loss { get => (IRegressionLoss)Machine.Loss; init => Machine.Loss = Require.Given(value); }

    /// <inheritdoc/>
    public double Predict(FeatureVector x) => Machine.Loss.Mean(Machine.Output(x));

    /// <summary>Predicts from features 0, 1, 2, … of the feature space.</summary>
    public double Predict(ReadOnlySpan<double> x) => Machine.Loss.Mean(Machine.Output(x));

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, double y, double weight = 1) => Machine.Learn(x, y, weight);

    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public double PredictThenLearn(FeatureVector x, double y, double weight = 1) => Machine.Loss.Mean(Machine.OutputThenLearn(x, y, weight));

    /// <summary>Learns from features 0, 1, 2, … of the feature space.</summary>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(ReadOnlySpan<double> x, double y, double weight = 1) => Machine.Learn(x, y, weight);

    /// <summary>Takes one step along the mean gradient of a batch.</summary>
    /// <remarks><see cref="AdaptiveNormalizedInvariant"/> takes the examples one by one.</remarks>
    /// <inheritdoc/>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights = default) =>
        Machine.LearnMany(batch, targets, weights);

    void IPrefetches.Prefetch(FeatureVector x) => Weights.Prefetch(x.Ids);

    double ISized.EstimateBytes(int classes) => EstimateBytes();

    private protected override double Interpret(double output, Contributions contributions)
    {
        contributions.Scale = Loss is PoissonLoss ? ContributionScale.LogNumber : ContributionScale.Number;
        return 1;
    }
}
