using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Rosenblatt's perceptron: moves its weights by an example that it gets wrong, and else not at all.</summary>
/// <remarks>Logistic regression with a hinge loss of threshold 0 and learning rates of 1. Labels are false and true, or 0 and 1.
/// Learn and Predict cost O(features present); memory grows with the features ever learned. Wants scaled features. Its
/// probabilities are sigmoids of the margin.
/// <example><code>
/// var model = new Perceptron();
/// var heavy = new FeatureVector { ["weight"] = 2 };
/// var light = new FeatureVector(heavy.Space) { ["weight"] = -2 };
/// model.Learn(heavy, true);
/// model.Learn(light, false);
/// var label = model.Predict(light); // false
/// </code></example></remarks>
[Component("Perceptron")]
public sealed class Perceptron : GradientModel, IBinaryClassifier, IHashedFeatures, ISized
{
    private readonly BinaryLabels _labels = new();

    /// <summary>A perceptron.</summary>
    public Perceptron()
        : base(new HingeLoss { Threshold = 0 }, new Sgd { LearningRate = 1 }, 1)
    {
    }

    /// <summary>The probability of the positive class.</summary>
    public double PredictProbability(FeatureVector x) => Machine.Loss.Mean(Machine.Output(x));

    /// <summary>The probability of the positive class from features 0, 1, 2, … of the feature space.</summary>
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

    /// <summary>Learns from features 0, 1, 2, … of the feature space.</summary>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(ReadOnlySpan<double> x, bool y, double weight = 1) => Machine.Learn(x, y ? 1 : 0, weight);

    double ISized.EstimateBytes(int classes) => EstimateBytes();

    private protected override BinaryLabels Labels => _labels;

    private protected override double Interpret(double output, Contributions contributions) => _labels.Interpret(output, contributions);

    private protected override void Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        base.Describe(state);
    }
}
