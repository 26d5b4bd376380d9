using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>Logistic regression for any number of classes: a set of weights per class and probabilities that sum to one.</summary>
/// <remarks>Any labels; a class is known once it was learned. There is no intercept. Learn and Predict cost O(classes · features
/// present) and allocate nothing once classes and features are known. Wants scaled features.
/// <example><code>
/// var model = new SoftmaxRegression { Optimizer = new Sgd { LearningRate = 0.5 } };
/// var x = new FeatureVector { ["length"] = 1, ["width"] = -1 };
/// var z = new FeatureVector(x.Space) { ["length"] = -1, ["width"] = 1 };
/// model.Learn(x, "long");
/// model.Learn(z, "wide");
/// var label = model.Predict(z); // wide
/// </code></example></remarks>
[Component("SoftmaxRegression")]
public sealed class SoftmaxRegression : IClassifier, IExplains, IHashedFeatures, ISized, IMergeable
{
    private const double Moderate = 1e100;

    private readonly ClassWeights _weights = new();

    /// <summary>How the weights follow the gradient, for each class on its own. Default SGD with a rate of 0.01.</summary>
    public IOptimizer Optimizer { get; init => field = Require.Given(value); } = new Sgd();

    /// <summary>What an error costs. Default cross entropy.</summary>
    public IMulticlassLoss Loss { get; init => field = Require.Given(value); } = new CrossEntropyLoss();

    /// <summary>The strength of the penalty on squared weights. Range [0, ∞), default 0.</summary>
    public double L2 { get; init => field = Require.NotNegative(value); }

    /// <summary>The binary logarithm of a fixed number of weights per class that the feature names are hashed to, or 0 for one
    /// weight per name. Range [0, 28], default 0.</summary>
    public int HashBits { get; init => field = Require.Between(value, 0, 28); }

    /// <summary>The classes in the order in which they came.</summary>
    public ReadOnlySpan<Label> Classes => _weights.Classes.Labels;

    /// <summary>The weights of a class by feature id, or null when the class is unknown.</summary>
    public WeightVector? WeightsOf(Label label) => _weights.Classes.IndexOf(label) is >= 0 and var index ? _weights[index] : null;

    /// <inheritdoc/>
    public Label Predict(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var best = -1;
        var bestScore = double.NegativeInfinity;
        for (var i = 0; i < _weights.Count; i++)
        {
            var score = _weights[i].Dot(x);
            if (best < 0 || score > bestScore)
            {
                best = i;
                bestScore = score;
            }
        }

        return best < 0 ? default : _weights.Classes[best];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_weights.Classes);
        _weights.Score(x, values);
        Softmax.Normalize(values);
    }

    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(contributions);
        var scores = new double[_weights.Count];
        _weights.Score(x, scores);
        if (ClassContest.TryDecide(scores, _weights.Classes, contributions, out var contest))
        {
            _weights[contest.Best].Explain(x, 1, contributions, _weights[contest.Second]);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no label.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; the weights are unchanged.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Class(y, weight))
        {
            return;
        }

        var names = x.Space.Mark();
        x.AdmitStrangers();
        var isModerate = Dense.SquaredNorm(x.Numbers) * weight * weight < Moderate;
        if (!isModerate || Optimizer.LooksAhead || !TryLearn(x, y, weight, Moderate))
        {
            LearnCautiously(x, y, weight, names);
        }
    }

    double ISized.EstimateBytes(int classes) => classes * HashedWeights.EstimateBytes(HashBits, 1 + Optimizer.SlotsPerWeight);

    string? IMergeable.Obstacle => MergedWeights.ObstacleOf(Optimizer);

    void IMergeable.Merge(Shares shares) => _weights.Merge(shares, model => model._weights, Optimizer);

    void IStateful.Describe(StateArchive state) => _weights.Describe(state, Optimizer);

    /// <summary>Learns, unless a score lies beyond a limit.</summary>
    private bool TryLearn(FeatureVector x, Label y, double weight, double limit)
    {
        _weights.Admit(x.Ids, Optimizer);
        var scores = _weights.Score(x);
        if (!Dense.AreWithin(scores, limit))
        {
            _weights.TakeBack();
            return false;
        }

        Softmax.Normalize(scores);
        var label = _weights.PlaceOf(y, x.Ids, Optimizer);
        var gradients = _weights.Gradients;
        Loss.Gradient(Classes, _weights.Scores, label, gradients);
        for (var i = 0; i < gradients.Length; i++)
        {
            Step(_weights[i], x, gradients[i] * weight);
        }

        return true;
    }

    private void Step(WeightVector weights, FeatureVector x, double gradient)
    {
        if (x.IsDense && Optimizer is Sgd sgd)
        {
            sgd.StepDense(weights, x.Numbers, gradient, L2);
            weights.CountStep();
        }
        else
        {
            weights.Descend(Optimizer, x.Ids, x.Numbers, gradient, L2);
        }
    }

    /// <summary>Learns with a copy of the old numbers at hand, to which it returns when new ones are not finite.</summary>
    private void LearnCautiously(FeatureVector x, Label y, double weight, SpaceMark names)
    {
        _weights.Keep(x.Ids);
        if (!TryLearn(x, y, weight, double.MaxValue) || !_weights.AreFinite(x.Ids))
        {
            _weights.GoBack(x.Ids);
            x.TakeBack(names);
            throw new NonFiniteStepException(nameof(SoftmaxRegression));
        }
    }
}
