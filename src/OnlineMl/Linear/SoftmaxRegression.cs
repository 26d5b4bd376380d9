using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
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
public sealed class SoftmaxRegression : IClassifier, IHashedFeatures, ISized
{
    private const double Moderate = 1e100;

    private readonly ClassTable _classes = new();
    private readonly List<WeightVector> _weights = [];
    private double[] _probabilities = [];
    private double[] _gradients = [];
    private int[] _counts = [];

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
    public ReadOnlySpan<Label> Classes => _classes.Labels;

    /// <summary>The weights of a class by feature id, or null when the class is unknown.</summary>
    public WeightVector? WeightsOf(Label label) => _classes.IndexOf(label) is >= 0 and var index ? _weights[index] : null;

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

        return best < 0 ? default : _classes[best];
    }

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(probabilities);
        var values = probabilities.Fill(_classes);
        Score(x, values);
        Normalize(values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no label.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; the weights are unchanged.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (y.IsNone)
        {
            throw new ArgumentException("The example has no label.", nameof(y));
        }

        if (!Require.Weight(weight))
        {
            return;
        }

        var names = x.Space.Mark();
        x.AdmitStrangers();
        var isModerate = Dense.SquaredNorm(x.Numbers) * weight * weight < Moderate;
        if (!isModerate || Optimizer.LooksAhead || !LearnWhile(x, y, weight, Moderate))
        {
            LearnCautiously(x, y, weight, names);
        }
    }

    double ISized.EstimateBytes(int classes) => classes * HashedWeights.EstimateBytes(HashBits, 1 + Optimizer.SlotsPerWeight);

    void IStateful.Describe(StateArchive state)
    {
        state.Child("classes", _classes);
        state.Children("weights", _weights, _classes.Count, () => new WeightVector(Optimizer));
    }

    /// <summary>Learns with a copy of the old numbers at hand, to which it returns when new ones are not finite.</summary>
    private void LearnCautiously(FeatureVector x, Label y, double weight, SpaceMark names)
    {
        var old = _weights.ConvertAll(weights => Keep(weights, x.Ids));
        if (!LearnWhile(x, y, weight, double.MaxValue) || !_weights.TrueForAll(weights => weights.AreFinite(x.Ids)))
        {
            Forget(x.Ids, old);
            x.TakeBack(names);
            throw new NonFiniteStepException(nameof(SoftmaxRegression));
        }
    }

    private static Kept Keep(WeightVector weights, ReadOnlySpan<int> ids)
    {
        double[] kept = [];
        var count = weights.Mark();
        weights.Admit(ids);
        weights.Remember(ids, ref kept);
        return new Kept(kept, weights.Steps, count);
    }

    private static void Normalize(Span<double> scores)
    {
        if (scores.IsEmpty)
        {
            return;
        }

        var most = double.NegativeInfinity;
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        var sum = 0.0;
        foreach (ref var score in scores)
        {
            score = Elementary.Exp(score - most);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }

    /// <summary>Learns, unless a score lies beyond a limit.</summary>
    private bool LearnWhile(FeatureVector x, Label y, double weight, double limit)
    {
        var known = _weights.Count;
        if (known >= _probabilities.Length)
        {
            Array.Resize(ref _probabilities, Math.Max(4, known * 2));
            Array.Resize(ref _gradients, _probabilities.Length);
            Array.Resize(ref _counts, _probabilities.Length);
        }

        var ids = x.Ids;
        var numbers = x.Numbers;
        for (var i = 0; i < known; i++)
        {
            _counts[i] = _weights[i].Mark();
            _weights[i].Admit(ids);
            Optimizer.LookAhead(_weights[i], ids);
        }

        var probabilities = _probabilities.AsSpan(0, known);
        Score(x, probabilities);
        foreach (var score in probabilities)
        {
            if (!(Math.Abs(score) <= limit))
            {
                for (var i = 0; i < known; i++)
                {
                    _weights[i].TakeBack(_counts[i]);
                }

                return false;
            }
        }

        Normalize(probabilities);
        var label = _classes.GetOrAdd(y);
        if (label == known)
        {
            var fresh = new WeightVector(Optimizer);
            fresh.Admit(ids);
            _weights.Add(fresh);
            probabilities = _probabilities.AsSpan(0, known + 1);
            probabilities[known] = 0;
        }

        var gradients = _gradients.AsSpan(0, probabilities.Length);
        Loss.Gradient(_classes.Labels, probabilities, label, gradients);
        var sgd = Optimizer as Sgd;
        for (var i = 0; i < gradients.Length; i++)
        {
            var gradient = gradients[i] * weight;
            var weights = _weights[i];
            if (sgd is not null && x.IsDense)
            {
                sgd.StepDense(weights, numbers, gradient, L2);
                weights.CountStep();
            }
            else
            {
                weights.Descend(Optimizer, ids, numbers, gradient, L2);
            }
        }

        return true;
    }

    private void Forget(ReadOnlySpan<int> ids, List<Kept> old)
    {
        for (var i = 0; i < old.Count; i++)
        {
            _weights[i].Restore(ids, old[i].Numbers, old[i].Steps);
            _weights[i].TakeBack(old[i].Count);
        }

        _weights.RemoveRange(old.Count, _weights.Count - old.Count);
        _classes.Shrink(old.Count);
    }

    private void Score(FeatureVector x, Span<double> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = _weights[i].Dot(x);
        }
    }

    /// <summary>What is kept of a class, to return to when a step fails.</summary>
    private readonly record struct Kept(double[] Numbers, long Steps, int Count);
}
