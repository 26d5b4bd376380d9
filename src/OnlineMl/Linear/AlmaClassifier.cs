using OnlineMl.Catalog;
using OnlineMl.Classification;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>The approximate large margin algorithm: a perceptron that also learns from examples that are right by too little.</summary>
/// <remarks>Gentile, JMLR 2 (2001). Labels are false and true, or 0 and 1. Predict costs O(features present); Learn costs O(features
/// ever learned) when it corrects, for the norm of the weights. Wants scaled features. As in river only the weights of the features of
/// the example are divided by the norm. Its probabilities are sigmoids of the margin.
/// <example><code>
/// var model = new AlmaClassifier();
/// var heavy = new FeatureVector { ["weight"] = 2 };
/// model.Learn(heavy, true);
/// var label = model.Predict(heavy); // true
/// </code></example></remarks>
[Component("ALMAClassifier")]
public sealed class AlmaClassifier : IBinaryClassifier, IExplains
{
    private static readonly Sgd Plain = new() { LearningRate = 1 };

    private readonly WeightVector _weights = new(Plain);
    private readonly BinaryLabels _labels = new();
    private long _corrections = 1;
    private double[] _kept = [];

    /// <summary>The order of the norm. Range [2, ∞), default 2.</summary>
    [Parameter("p")]
    public double P { get; init => field = Require.Between(value, 2, double.MaxValue); } = 2;

    /// <summary>How far the margin may stay below the largest one. Range (0, 1], default 0.9.</summary>
    public double Alpha { get; init => field = Require.Between(value, double.Epsilon, 1); } = 0.9;

    /// <summary>The size of the margin that is asked for. Range (0, ∞), default 10/9.</summary>
    [Parameter("B")]
    public double B { get; init => field = Require.Positive(value); } = 1 / 0.9;

    /// <summary>The size of the steps. Range (0, ∞), default √2.</summary>
    [Parameter("C")]
    public double C { get; init => field = Require.Positive(value); } = Math.Sqrt(2);

    /// <summary>The weights by feature id.</summary>
    public WeightVector Weights => _weights;

    /// <summary>The more probable class; the negative one, which is false or 0, when both are equal.</summary>
    public Label Predict(FeatureVector x) => _labels.OfOutput(_weights.Dot(x));

    /// <inheritdoc/>
    public void PredictProbabilities(FeatureVector x, Probabilities probabilities) =>
        _labels.Write(Elementary.Sigmoid(_weights.Dot(x)), probabilities);

    /// <inheritdoc/>
    public void Explain(FeatureVector x, Contributions contributions)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        _weights.Explain(x, _labels.Interpret(_weights.Dot(x), contributions), contributions);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The label is neither of two classes.</exception>
    /// <exception cref="NonFiniteStepException">The step would have made a weight infinite or NaN; nothing is changed.</exception>
    public void Learn(FeatureVector x, Label y, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!Require.Weight(weight))
        {
            return;
        }

        var side = BinaryLabels.IsPositive(y) ? 1 : -1;
        var margin = side * _weights.Dot(x);
        var wanted = (1 - Alpha) * B * Math.Sqrt(P - 1) / Math.Sqrt(_corrections);
        if (margin < wanted)
        {
            Correct(x, side * weight * C / (Math.Sqrt(P - 1) * Math.Sqrt(_corrections)));
        }

        _labels.Adopt(y);
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("labels", _labels);
        state.Child("weights", _weights);
        state.Field("corrections", ref _corrections);
    }

    private void Correct(FeatureVector x, double step)
    {
        var known = _weights.Mark();
        var names = x.Space.Mark();
        x.AdmitStrangers();
        var ids = x.Ids;
        _weights.Admit(ids);
        var steps = _weights.Steps;
        _weights.Remember(ids, ref _kept);
        _weights.Descend(Plain, ids, x.Numbers, -step, 0);
        var norm = Norm();
        if (!double.IsFinite(norm))
        {
            _weights.Restore(ids, _kept, steps);
            _weights.TakeBack(known);
            x.TakeBack(names);
            throw new NonFiniteStepException(nameof(AlmaClassifier));
        }

        foreach (var id in ids)
        {
            _weights.Of(id)[0] /= Math.Max(1, norm);
        }

        _corrections++;
    }

    private double Norm()
    {
        if (P != 2)
        {
            return Elementary.Pow(AnyPower.Sum(_weights.SideBySide, P), 1 / P);
        }

        var sum = 0.0;
        foreach (var weight in _weights.SideBySide)
        {
            sum += weight * weight;
        }

        return Math.Sqrt(sum);
    }
}
