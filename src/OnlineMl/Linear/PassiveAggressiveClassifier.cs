using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>A linear classifier that takes, for an example inside the margin, the smallest step that brings it outside.</summary>
/// <remarks>Crammer et al., JMLR 7 (2006), section 3. Labels are false and true, or 0 and 1. Learn and Predict cost O(features
/// present); memory grows with the features ever seen. Wants scaled features. Its probabilities are sigmoids of the margin.
/// <example><code>
/// var model = new PassiveAggressiveClassifier();
/// var heavy = new FeatureVector { ["weight"] = 2 };
/// var light = new FeatureVector(heavy.Space) { ["weight"] = -2 };
/// model.Learn(heavy, true);
/// model.Learn(light, false);
/// var label = model.Predict(heavy); // true
/// </code></example></remarks>
[Component("PAClassifier")]
public sealed class PassiveAggressiveClassifier : PassiveAggressiveModel, IBinaryClassifier, IHashedFeatures, ISized
{
    private readonly BinaryLabels _labels = new();

    /// <summary>The more probable class; the negative one, which is false or 0, when both are equal.</summary>
    public Label Predict(FeatureVector x) => _labels.OfOutput(Output(x));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) =>
        _labels.Write(Elementary.Sigmoid(Output(x)), probabilities);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Weight(weight))
        {
            Move(x, BinaryLabels.IsPositive(y) ? 1 : -1, Output(x), weight);
            _labels.Adopt(y);
        }
    }

    double ISized.EstimateBytes(int classes) => EstimateBytes();

    private protected override double LossOf(double y, double output) => Math.Max(0, 1 - (y * output));

    private protected override double DirectionOf(double y, double output) => y;

    private protected override BinaryLabels Labels => _labels;

    private protected override double Interpret(double output, Contributions contributions) => _labels.Interpret(output, contributions);

    private protected override void Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        base.Describe(state);
    }
}
