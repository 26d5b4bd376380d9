using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Optimization;
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
public sealed class PassiveAggressiveClassifier : IBinaryClassifier, IHashedFeatures, ISized
{
    private readonly PassiveAggressiveStep _model = new(nameof(PassiveAggressiveClassifier));
    private readonly BinaryLabels _labels = new();

    /// <summary>How aggressive the model is: the largest step in mode 1, the softness of the step in mode 2. Range (0, ∞), default
    /// 1.</summary>
    [Parameter("C")]
    public double C { get => _model.C; init => _model.C = Require.Positive(value); }

    /// <summary>The variant of the paper: 0 for the hard step, 1 for PA-I, 2 for PA-II. Range [0, 2], default 1.</summary>
    public int Mode { get => _model.Mode; init => _model.Mode = Require.Between(value, 0, 2); }

    /// <summary>Whether the intercept moves too. Default true.</summary>
    public bool LearnIntercept { get => _model.LearnIntercept; init => _model.LearnIntercept = value; }

    /// <summary>The binary logarithm of a fixed number of weights that the feature names are hashed to, or 0 for one weight per
    /// name. Range [0, 28], default 0.</summary>
    public int HashBits { get; init => field = Require.Between(value, 0, 28); }

    /// <summary>The weights by feature id.</summary>
    public WeightVector Weights => _model.Weights;

    /// <summary>The intercept.</summary>
    public double Intercept => _model.Intercept;

    /// <summary>The more probable class; the negative one, which is false or 0, when both are equal.</summary>
    public Label Predict(FeatureVector x) => _labels.OfOutput(_model.Output(x));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) =>
        _labels.Write(Elementary.Sigmoid(_model.Output(x)), probabilities);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        if (Require.Weight(weight))
        {
            var side = BinaryLabels.IsPositive(y) ? 1 : -1;
            _model.Move(x, Math.Max(0, 1 - (side * _model.Output(x))), side, weight);
            _labels.Adopt(y);
        }
    }

    double ISized.EstimateBytes(int classes) => HashedWeights.EstimateBytes(HashBits);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        ((IStateful)_model).Describe(state);
    }
}
