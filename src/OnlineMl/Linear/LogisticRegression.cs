using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Logistic regression by gradient descent, for two classes.</summary>
/// <remarks>Labels are false and true, 0 and 1, or -1 and 1; a <see cref="Model"/> takes any two. Learn and Predict cost O(features present) and allocate nothing once the
/// features are known; memory grows with the features ever learned, or is fixed by <see cref="HashBits"/>. Wants scaled features,
/// unless the optimizer is <see cref="AdaptiveNormalizedInvariant"/>. Before anything is learned both classes have probability 0.5.
/// <example><code>
/// var model = new LogisticRegression { Optimizer = new Sgd { LearningRate = 0.1 } };
/// var spam = new FeatureVector { ["links"] = 7, ["known"] = 0 };
/// var ham = new FeatureVector(spam.Space) { ["links"] = 0, ["known"] = 1 };
/// model.Learn(spam, true);
/// model.Learn(ham, false);
/// var label = model.Predict(spam); // true
/// </code></example></remarks>
[Component("LogisticRegression")]
public sealed class LogisticRegression : IBinaryClassifier, IMiniBatchClassifier, IHashedFeatures, IPrefetches, ISized
{
    private readonly GeneralizedLinearModel _model = new(nameof(LogisticRegression), new LogisticLoss(), new Sgd(), 0.01);
    private readonly BinaryLabels _labels = new();

    /// <summary>How the weights follow the gradient. Default SGD with a rate of 0.01.</summary>
    public IOptimizer Optimizer { get => _model.Optimizer; init => _model.Optimizer = value; }

    /// <summary>What an error costs. Default log.</summary>
    public IBinaryLoss Loss { get => (IBinaryLoss)_model.Loss; init => _model.Loss = Require.Given(value); }

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

    /// <summary>The probability of the positive class.</summary>
    public double PredictProbability(FeatureVector x) => _model.Loss.Mean(_model.Output(x));

    /// <summary>The probability of the positive class from features 0, 1, 2, … of the feature space.</summary>
    public double PredictProbability(ReadOnlySpan<double> x) => _model.Loss.Mean(_model.Output(x));

    /// <summary>The more probable class; the negative one, which is false or 0, when both are equal.</summary>
    public Label Predict(FeatureVector x) => _labels.OfOutput(_model.Output(x));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) =>
        _labels.Write(PredictProbability(x), probabilities);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Weight(weight))
        {
            _model.Learn(x, BinaryLabels.IsPositive(y) ? 1 : 0, weight);
            _labels.Adopt(y);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void PredictThenLearn(FeatureVector x, Label y, Probabilities probabilities, double weight = 1)
    {
        if (!Require.Weight(weight))
        {
            PredictProbabilities(x, probabilities);
            return;
        }

        var classes = _labels.Classes;
        var target = BinaryLabels.IsPositive(y) ? 1 : 0;
        BinaryLabels.Write(classes, _model.Loss.Mean(_model.OutputThenLearn(x, target, weight)), probabilities);
        _labels.Adopt(y);
    }

    /// <summary>Learns from features 0, 1, 2, … of the feature space.</summary>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(ReadOnlySpan<double> x, bool y, double weight = 1) => _model.Learn(x, y ? 1 : 0, weight);

    /// <summary>Takes one step along the mean gradient of a batch.</summary>
    /// <remarks><see cref="AdaptiveNormalizedInvariant"/> takes the examples one by one.</remarks>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<Label> labels, ReadOnlySpan<double> weights = default)
    {
        var targets = new double[labels.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = BinaryLabels.IsPositive(labels[i]) ? 1 : 0;
        }

        _model.LearnMany(batch, targets, weights);
        foreach (var label in labels)
        {
            _labels.Adopt(label);
        }
    }

    void IPrefetches.Prefetch(FeatureVector x) => _model.Weights.Prefetch(x.Ids);

    double ISized.EstimateBytes(int classes) => HashedWeights.EstimateBytes(HashBits, Optimizer);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        ((IStateful)_model).Describe(state);
    }
}
