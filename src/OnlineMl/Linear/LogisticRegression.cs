using System.Runtime.CompilerServices;
using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Logistic regression by gradient descent, for two classes.</summary>
/// <remarks>Labels are false and true, 0 and 1, or -1 and 1; a <see cref="Model"/> takes any two. Learn and Predict cost O(features present) and allocate nothing once the
/// features are known; memory grows with the features ever learned, or is fixed by <see cref="LinearModel.HashBits"/>. Wants scaled features,
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
public sealed class LogisticRegression : GradientRegression, IBinaryClassifier, IMiniBatchClassifier, IHashedFeatures, IPrefetches, ISized
{
    private readonly BinaryLabels _labels = new();

    /// <summary>Logistic regression with a logistic loss.</summary>
    public LogisticRegression()
        : base(new LogisticLoss())
    {
    }

    /// <summary>What an error costs. Default log.</summary>
    public IBinaryLoss Loss { get => (IBinaryLoss)Machine.Loss; init => Machine.Loss = Require.Given(value); }

    /// <summary>The probability of the positive class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double PredictProbability(FeatureVector x) => Machine.Loss.Mean(Machine.Output(x));

    /// <summary>The probability of the positive class from features 0, 1, 2, … of the feature space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double PredictProbability(ReadOnlySpan<double> x) => Machine.Loss.Mean(Machine.Output(x));

    /// <summary>The more probable class; the negative one, which is false or 0, when both are equal.</summary>
    public Label Predict(FeatureVector x) => _labels.OfOutput(Machine.Output(x));

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
            Machine.Learn(x, BinaryLabels.IsPositive(y) ? 1 : 0, weight);
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
        BinaryLabels.Write(classes, Machine.Loss.Mean(Machine.OutputThenLearn(x, target, weight)), probabilities);
        _labels.Adopt(y);
    }

    /// <summary>Learns from features 0, 1, 2, … of the feature space.</summary>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(ReadOnlySpan<double> x, bool y, double weight = 1) => Machine.Learn(x, y ? 1 : 0, weight);

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

        Machine.LearnMany(batch, targets, weights);
        for (var i = 0; i < labels.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                _labels.Adopt(labels[i]);
            }
        }
    }

    void IPrefetches.Prefetch(FeatureVector x) => Weights.Prefetch(x.Ids);

    double ISized.EstimateBytes(int classes) => EstimateBytes();

    private protected override BinaryLabels Labels => _labels;

    private protected override double Interpret(double output, Contributions contributions) => _labels.Interpret(output, contributions);

    private protected override void Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        base.Describe(state);
    }
}
