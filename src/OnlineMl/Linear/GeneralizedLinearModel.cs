using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>The machine behind the linear models with one output: weighted sum, intercept, gradient step, penalties.</summary>
internal sealed partial class GeneralizedLinearModel : IStateful
{
    // Below it neither the numbers of a step nor their squares and products with a learning rate come near overflow.
    private const double Moderate = 1e100;

    private readonly string _name;
    private IOptimizer _optimizer;
    private Sgd? _plainSgd;
    private AdaptiveNormalizedInvariant? _invariant;
    private IInitializer _initializer = new ZerosInitializer();
    private WeightVector _weights;
    private bool _startsAtZero;
    private bool _looksAhead;
    private double _intercept;
    private double _l1;
    private double _cumulativeL1;
    private int[] _identity = [];
    private double[] _kept = [];

    public GeneralizedLinearModel(string name, ILoss loss, IOptimizer optimizer, Schedule interceptRate)
    {
        _name = name;
        Loss = loss;
        InterceptRate = interceptRate;
        _optimizer = optimizer;
        _weights = Build();
    }

    public ILoss Loss { get; set; }

    public Schedule InterceptRate { get; set; }

    public double ClipGradient { get; set; } = 1e12;

    public double L2
    {
        get;
        set => field = Exclusive(Require.NotNegative(value, nameof(L2)), _l1);
    }

    public double L1
    {
        get => _l1;
        set
        {
            _l1 = Exclusive(Require.NotNegative(value, nameof(L1)), L2);
            _weights = Build();
        }
    }

    public double InterceptInit
    {
        get;
        set
        {
            field = Require.Finite(value, nameof(InterceptInit));
            _intercept = value;
        }
    }

    public IOptimizer Optimizer
    {
        get => _optimizer;
        set
        {
            _optimizer = Require.Given(value, nameof(Optimizer));
            _weights = Build();
        }
    }

    public IInitializer Initializer
    {
        get => _initializer;
        set
        {
            _initializer = Require.Given(value, nameof(Initializer));
            _weights = Build();
        }
    }

    public WeightVector Weights => _weights;

    public double Intercept => _intercept;

    public double Output(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _weights.Dot(x) + _intercept;
    }

    public double Output(ReadOnlySpan<double> x) => _weights.Dot(x) + _intercept;

    /// <summary>Learns an example.</summary>
    /// <returns>The output before.</returns>
    public double Learn(FeatureVector x, double y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require.Finite(y, nameof(y));
        if (!Require.Weight(weight))
        {
            return Output(x);
        }

        if (_plainSgd is not null && x.IsDense && TryLearnPlainly(x.Numbers, y, weight, out var output))
        {
            return output;
        }

        return x.HasStrangers || !_startsAtZero || !_weights.Covers(x)
            ? LearnNewFeatures(x, y, weight)
            : Learn(x.Ids, x.Numbers, x.IsDense, y, weight);
    }

    /// <summary>The output for an example, which is then learned.</summary>
    public double OutputThenLearn(FeatureVector x, double y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);

        // Weights that are started or moved before learning, or sums over more of them, give the output other bits.
        if (_looksAhead || !_startsAtZero || x.HasStrangers || !_weights.Covers(x))
        {
            var output = Output(x);
            Learn(x, y, weight);
            return output;
        }

        return Learn(x, y, weight);
    }

    public void Learn(ReadOnlySpan<double> x, double y, double weight)
    {
        Require.Finite(y, nameof(y));
        if (Require.Weight(weight) && !TryLearnPlainly(x, y, weight, out _))
        {
            if (x.Length > _identity.Length)
            {
                _identity = [.. Enumerable.Range(0, x.Length)];
            }

            Learn(_identity.AsSpan(0, x.Length), x, isDense: true, y, weight);
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("weights", _weights);
        state.Field("intercept", ref _intercept);
        state.Field("cumulativeL1", ref _cumulativeL1);
    }

    private static double Exclusive(double penalty, double other) => penalty == 0 || other == 0
        ? penalty
        : throw new ArgumentException("The penalties l1 and l2 cannot be used together.", nameof(penalty));

    private WeightVector Build()
    {
        _startsAtZero = _initializer is ZerosInitializer;
        _looksAhead = _optimizer.LooksAhead;
        _invariant = _optimizer as AdaptiveNormalizedInvariant;
        _plainSgd = _startsAtZero && _l1 == 0 ? _optimizer as Sgd : null;
        return new WeightVector(_optimizer, _initializer, extraSlots: _l1 > 0 ? 1 : 0);
    }

    // One comparison for all: a number that is large, infinite or not a number makes the sum so.
    private static bool IsModerate(double y, double output, double gradient, double squares, double weight) =>
        Math.Abs(output) + Math.Abs(y) + (gradient * gradient * (1 + squares)) < Moderate && weight >= 0;

    /// <summary>The step of plain gradient descent on weights that lie side by side, if that is all there is to do.</summary>
    private bool TryLearnPlainly(ReadOnlySpan<double> x, double y, double weight, out double output)
    {
        var weights = _weights;
        output = 0;
        if (_plainSgd is not { } sgd || (uint)x.Length > (uint)weights.Count)
        {
            return false;
        }

        output = weights.Dot(x, out var squares) + _intercept;
        var gradient = Loss.Gradient(y, output) * weight;
        if (!IsModerate(y, output, gradient, squares, weight))
        {
            return false;
        }

        gradient = Clip(gradient);
        _intercept -= InterceptRate.At(weights.Steps) * gradient;
        sgd.StepDense(weights, x, gradient, L2);
        weights.CountStep();
        return true;
    }

    private double Learn(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, bool isDense, double y, double weight)
    {
        var weights = _weights;
        if (isDense && _startsAtZero)
        {
            weights.Admit(values.Length);
        }
        else
        {
            weights.Admit(ids);
        }

        if (!_looksAhead)
        {
            var output = (isDense ? weights.Dot(values) : weights.Dot(ids, values)) + _intercept;
            var gradient = Loss.Gradient(y, output) * weight;
            if (IsModerate(y, output, gradient, Dense.SquaredNorm(values), weight))
            {
                Step(ids, values, y, output, gradient, weight);
            }
            else
            {
                LearnCautiously(ids, values, y, weight);
            }

            return output;
        }

        return LearnCautiously(ids, values, y, weight);
    }

    /// <summary>Learns an example with features that were not learned before; a refusal takes back their weights and names.</summary>
    private double LearnNewFeatures(FeatureVector x, double y, double weight)
    {
        var known = _weights.Mark();
        var names = x.Space.Mark();
        x.AdmitStrangers();
        _weights.Admit(x.Ids, x.Space);
        try
        {
            return Learn(x.Ids, x.Numbers, x.IsDense, y, weight);
        }
        catch (NonFiniteStepException)
        {
            _weights.TakeBack(known);
            x.TakeBack(names);
            throw;
        }
    }

    private double Clip(double gradient) =>
        Math.Abs(gradient) <= ClipGradient ? gradient : Math.CopySign(ClipGradient, gradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double y, double output, double gradient, double weight)
    {
        var weights = _weights;
        if (_invariant is { } invariant)
        {
            var example = new AdaptiveNormalizedInvariant.Example
            {
                Loss = Loss,
                Y = y,
                Output = output,
                Weight = weight,
                Clip = ClipGradient,
                L2 = L2,
                LearnsIntercept = InterceptRate.At(weights.Steps) > 0,
            };
            gradient = weight == 1 ? gradient : weight > 0 ? gradient / weight : 0;
            invariant.Step(weights, ids, values, gradient, in example, ref _intercept);
            weights.CountStep();
        }
        else
        {
            gradient = Clip(gradient);
            _intercept -= InterceptRate.At(weights.Steps) * gradient;
            weights.Descend(_optimizer, ids, values, gradient, L2);
        }

        if (_l1 > 0)
        {
            Penalize(ids);
        }
    }

    /// <summary>Learns with a copy of the old numbers at hand, to which it returns when new ones are not finite.</summary>
    private double LearnCautiously(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double y, double weight)
    {
        var kept = Keep(ids);
        _optimizer.LookAhead(_weights, ids);
        var output = _weights.Dot(ids, values) + _intercept;
        var gradient = Loss.Gradient(y, output) * weight;
        if (!double.IsFinite(output) || !double.IsFinite(gradient))
        {
            Refuse(ids, in kept);
        }

        Step(ids, values, y, output, gradient, weight);
        CheckStep(ids, in kept);
        return output;
    }

    private Kept Keep(ReadOnlySpan<int> ids)
    {
        _weights.Remember(ids, ref _kept);
        return new Kept(_intercept, _cumulativeL1, _weights.Steps);
    }

    private void CheckStep(ReadOnlySpan<int> ids, in Kept kept)
    {
        if (!double.IsFinite(_intercept) || !double.IsFinite(_cumulativeL1) || !_weights.AreFinite(ids))
        {
            Refuse(ids, in kept);
        }
    }

    [DoesNotReturn]
    private void Refuse(ReadOnlySpan<int> ids, in Kept kept)
    {
        _weights.Restore(ids, _kept, kept.Steps);
        _intercept = kept.Intercept;
        _cumulativeL1 = kept.CumulativeL1;
        throw new NonFiniteStepException(_name);
    }

    // The cumulative penalty of Tsuruoka, Tsujii and Ananiadou, ACL 2009: each weight pays, when its feature comes by, what the
    // penalty has added up to since, less what it has paid.
    private void Penalize(ReadOnlySpan<int> ids)
    {
        _cumulativeL1 += _l1 * _optimizer.RateAt(_weights.Steps);
        var paidSlot = _weights.ExtraSlot;
        foreach (var id in ids)
        {
            var w = _weights.Of(id);
            var before = w[0];
            if (before > 0)
            {
                w[0] = Math.Max(0, before - (_cumulativeL1 + w[paidSlot]));
            }
            else if (before < 0)
            {
                w[0] = Math.Min(0, before + (_cumulativeL1 - w[paidSlot]));
            }

            w[paidSlot] += w[0] - before;
        }
    }

    /// <summary>What is kept, beside the weights, to return to when a step fails.</summary>
    private readonly record struct Kept(double Intercept, double CumulativeL1, long Steps);
}
