using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>The machine behind the linear models with one output: weighted sum, gradient of the loss, step, penalties.</summary>
/// <remarks><see cref="PlainDescent"/> does the same in one pass over features that lie side by side.</remarks>
internal sealed class GeneralizedLinearModel : IStateful, IMergeable
{
    private readonly CumulativePenalty _penalty = new();
    private readonly StepGuard _guard;
    private IOptimizer _optimizer;
    private AdaptiveNormalizedInvariant? _invariant;
    private PlainDescent? _plain;
    private IInitializer _initializer = new ZerosInitializer();
    private WeightVector _weights;
    private bool _startsAtZero;
    private bool _looksAhead;
    private double _intercept;
    private int[] _identity = [];
    private MeanStep? _mean;

    public GeneralizedLinearModel(string name, ILoss loss, IOptimizer optimizer, Schedule interceptRate)
    {
        _guard = new StepGuard(name, this, _penalty);
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
        set => field = Exclusive(Require.NotNegative(value, nameof(L2)), L1);
    }

    public double L1
    {
        get => _penalty.Strength;
        set
        {
            _penalty.Strength = Exclusive(Require.NotNegative(value, nameof(L1)), L2);
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

    public double Intercept
    {
        get => _intercept;
        set => _intercept = value;
    }

    public double Output(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _weights.Dot(x) + _intercept;
    }

    public double Output(ReadOnlySpan<double> x) => _weights.Dot(x) + _intercept;

    /// <summary>Learns an example.</summary>
    /// <returns>The output before.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Learn(FeatureVector x, double y, double weight)
    {
        ArgumentNullException.ThrowIfNull(x);
        return _plain is { } plain && x.IsDense && plain.TryLearn(x.Numbers, y, weight, out var output) ? output : LearnAnyWay(x, y, weight);
    }

    private double LearnAnyWay(FeatureVector x, double y, double weight)
    {
        Require.Finite(y, nameof(y));
        return !Require.Weight(weight) ? Output(x)
            : x.HasStrangers || !_startsAtZero || !_weights.Covers(x) ? LearnNewFeatures(x, y, weight)
            : Learn(x.Ids, x.Numbers, x.IsDense, y, weight);
    }

    private double Learn(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, bool isDense, double y, double weight)
    {
        if (isDense && _startsAtZero)
        {
            _weights.Admit(values.Length);
        }
        else
        {
            _weights.Admit(ids);
        }

        if (_looksAhead)
        {
            return LearnCautiously(ids, values, y, weight);
        }

        var output = (isDense ? _weights.Dot(values) : _weights.Dot(ids, values)) + _intercept;
        var gradient = Loss.Gradient(y, output) * weight;
        if (StepGuard.IsModerate(y, output, gradient, Dense.SquaredNorm(values)))
        {
            Step(ids, values, isDense, y, output, gradient, weight);
        }
        else
        {
            LearnCautiously(ids, values, y, weight);
        }

        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, bool isDense, double y, double output, double gradient, double weight)
    {
        if (_invariant is { } invariant)
        {
            var example = new InvariantExample
            {
                Loss = Loss,
                Y = y,
                Output = output,
                Weight = weight,
                Clip = ClipGradient,
                L2 = L2,
                LearnsIntercept = InterceptRate.At(_weights.Steps) > 0,
                IsDense = isDense,
            };
            invariant.Step(_weights, ids, values, weight == 1 ? gradient : gradient / weight, in example, ref _intercept);
            _weights.CountStep();
            _penalty.Collect(_weights, ids, _optimizer);
        }
        else
        {
            gradient = Clip(gradient);
            Descend(ids, values, gradient, gradient);
        }
    }

    /// <summary>Moves intercept and weights against a gradient.</summary>
    /// <param name="ids">The features.</param>
    /// <param name="values">Their values.</param>
    /// <param name="gradient">The derivative of the loss with respect to the output.</param>
    /// <param name="interceptGradient">The same for the intercept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Descend(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double interceptGradient)
    {
        _intercept -= InterceptRate.At(_weights.Steps) * interceptGradient;
        _weights.Descend(_optimizer, ids, values, gradient, L2);
        _penalty.Collect(_weights, ids, _optimizer);
    }

    public double Clip(double gradient) =>
        Math.Abs(gradient) <= ClipGradient ? gradient : Math.CopySign(ClipGradient, gradient);

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
        if (_plain is { } plain && plain.TryLearn(x, y, weight, out _))
        {
            return;
        }

        Require.Finite(y, nameof(y));
        if (Require.Weight(weight))
        {
            if (x.Length > _identity.Length)
            {
                _identity = [.. Enumerable.Range(0, x.Length)];
            }

            Learn(_identity.AsSpan(0, x.Length), x, isDense: true, y, weight);
        }
    }

    /// <summary>Takes one step along the mean gradient of a batch.</summary>
    /// <remarks>The adaptive invariant optimizer has no step for a mean; it takes the examples one by one.</remarks>
    public void LearnMany(IReadOnlyList<FeatureVector> batch, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        MiniBatch.CheckTargets(batch, targets.Length, weights.Length);
        (_mean ??= new MeanStep(this, _guard.Another())).Learn(batch, targets, weights, oneByOne: _invariant is not null);
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

    /// <summary>Learns with a copy of the old numbers at hand, to which it returns when new ones are not finite.</summary>
    private double LearnCautiously(ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double y, double weight)
    {
        _guard.Keep(ids);
        _optimizer.LookAhead(_weights, ids);
        var output = _weights.Dot(ids, values) + _intercept;
        var gradient = Loss.Gradient(y, output) * weight;
        if (!double.IsFinite(output) || !double.IsFinite(gradient))
        {
            _guard.Refuse(ids);
        }

        Step(ids, values, isDense: false, y, output, gradient, weight);
        _guard.Check(ids);
        return output;
    }

    string? IMergeable.Obstacle => L1 > 0 ? "the penalty l1"
        : !_startsAtZero ? $"the initializer {_initializer.GetType().Name}"
        : MergedWeights.ObstacleOf(_optimizer);

    void IMergeable.Merge(Shares shares)
    {
        var parameters = new MergedWeights(_weights, shares.Of<GeneralizedLinearModel>(machine => machine._weights), _optimizer);
        _intercept = parameters.Mix(_intercept, shares, share => shares.Get<GeneralizedLinearModel>(share)._intercept);
        parameters.Merge();
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("weights", _weights);
        state.Field("intercept", ref _intercept);
        _penalty.Describe(state);
    }

    private static double Exclusive(double penalty, double other) => penalty == 0 || other == 0
        ? penalty
        : throw new ArgumentException("The penalties l1 and l2 cannot be used together.", nameof(penalty));

    private WeightVector Build()
    {
        _startsAtZero = _initializer is ZerosInitializer;
        _looksAhead = _optimizer.LooksAhead;
        _invariant = _optimizer as AdaptiveNormalizedInvariant;
        var weights = new WeightVector(_optimizer, _initializer, extraSlots: L1 > 0 ? 1 : 0);
        _plain = _startsAtZero && L1 == 0 && _optimizer is Sgd sgd ? new PlainDescent(this, weights, sgd) : null;
        return weights;
    }
}
