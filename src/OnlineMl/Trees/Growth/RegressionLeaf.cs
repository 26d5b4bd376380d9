using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees.Growth;

/// <summary>A leaf of a regression tree.</summary>
internal sealed class RegressionLeaf : LearningLeaf<double>
{
    // So few examples say little about the spread.
    private const double FewestExamples = 5;

    private readonly RegressionTreeSettings _settings;
    private readonly IRegressor? _model;
    private TargetMoments _target;
    private double _meanError;
    private double _modelError;

    public RegressionLeaf(RegressionTreeSettings settings)
    {
        _settings = settings;
        _model = settings.LeafPrediction == RegressionLeafPrediction.Mean ? null : Untrained.CopyOf(settings.LeafModel);
    }

    /// <summary>A leaf that takes over from another what its model has learned.</summary>
    public RegressionLeaf(RegressionTreeSettings settings, RegressionLeaf parent, TargetMoments target)
        : this(settings)
    {
        _target = target;
        _meanError = parent._meanError;
        _modelError = parent._modelError;
        if (_model is not null)
        {
            StateFormat.CopyTo(parent._model!, _model);
        }

        LastAttempt = settings.RiverRules ? target.Weight : 0;
    }

    public TargetMoments Target => _target;

    private bool UsesMean => _model is null || (_settings.LeafPrediction == RegressionLeafPrediction.Adaptive && _meanError < _modelError);

    public FeatureWatch<TargetObserver> Watch { get; } = new();

    public override double TotalWeight => _target.Weight;

    public override double Promise => -Depth;

    public override long Size => 180 + Watch.Size + (_model is null ? 0 : StateFormat.MemorySize(_model));

    /// <summary>The mean of the targets that came to some leaves; 0 where none did.</summary>
    public static double MeanOf(IEnumerable<Leaf> leaves)
    {
        var sum = default(TargetMoments);
        foreach (var leaf in leaves.Cast<RegressionLeaf>())
        {
            sum += leaf._target;
        }

        return sum.Mean;
    }

    public double Predict(FeatureVector x)
    {
        if (UsesMean)
        {
            return _target.Mean;
        }

        var predicted = _model!.Predict(x);
        return double.IsFinite(predicted) ? predicted : _target.Mean;
    }

    /// <summary>Adds what the model says more than the mean, where it answers.</summary>
    public void Explain(FeatureVector x, TreeContributions contributions)
    {
        if (UsesMean || !double.IsFinite(_model!.Predict(x)))
        {
            return;
        }

        var own = new Contributions();
        (_model as IExplains)?.Explain(x, own);
        if (own.Scale != ContributionScale.Number || _model is not IExplains)
        {
            own.Clear();
            own.Baseline = _model.Predict(x);
        }

        contributions.Baseline += own.Baseline - _target.Mean;
        foreach (var (name, contribution) in own)
        {
            contributions.Add(name, contribution);
        }
    }

    public Interval? PredictInterval(FeatureVector x, double level)
    {
        var prediction = Predict(x);
        double squaredError, count;
        if (UsesMean)
        {
            count = _target.Weight;
            squaredError = _target.Variance * (1 + (1 / count));
        }
        else
        {
            var decay = _settings.ModelSelectorDecay;
            count = decay == 1 ? Learned : (1 - Elementary.Pow(decay, Learned)) / (1 - decay);
            squaredError = _settings.LeafPrediction == RegressionLeafPrediction.Adaptive ? _modelError / count : double.NaN;
        }

        if (!(count > FewestExamples))
        {
            return null;
        }

        var half = Student.HalfWidth(level, count - 1) * Math.Sqrt(squaredError);
        return double.IsFinite(half) ? new Interval(prediction - half, prediction + half) : null;
    }

    public override void Learn(FeatureVector x, double y, double weight)
    {
        if (_model is not null)
        {
            // The model comes first: when it refuses the step, nothing has changed yet.
            var isCompared = _settings.LeafPrediction == RegressionLeafPrediction.Adaptive;
            var predicted = isCompared ? _model.Predict(x) : 0;
            _model.Learn(x, y, weight);
            if (isCompared)
            {
                _meanError = Fade(_meanError, y - _target.Mean);
                _modelError = Fade(_modelError, y - predicted);
            }
        }

        _target.Update(y, weight);
        CountLearned(weight);
        if (IsActive)
        {
            Observe(x, y, weight);
        }
    }

    protected override void ForgetStatistics() => Watch.Clear();

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        _target.Describe(state, "target");
        state.Field("meanError", ref _meanError, NumberRange.NotNegative);
        state.Field("modelError", ref _modelError, NumberRange.NotNegative);
        if (_model is not null)
        {
            state.Child("model", _model);
        }

        Watch.Describe(state, shape => shape switch
        {
            "nominal" => new NominalTargetObserver(),
            "numeric" => _settings.Splitter.Observe(-1),
            _ => throw new StateFormatException($"A tree watches no feature as '{shape}'."),
        });
    }

    private double Fade(double past, double error)
    {
        var sum = (_settings.ModelSelectorDecay * past) + (error * error);
        return double.IsFinite(sum) ? sum : double.MaxValue;
    }

    private void Observe(FeatureVector x, double y, double weight)
    {
        if (_settings.FeaturesPerLeaf is { } size)
        {
            Watch.DrawSubset(x, size, _settings.Random!);
        }

        var ids = x.Ids;
        for (var i = 0; i < ids.Length; i++)
        {
            (Watch.Find(ids[i], i) ?? Add(x, i))?.Update(x, i, y, weight);
        }
    }

    private TargetObserver? Add(FeatureVector x, int position)
    {
        var feature = x.Ids[position];
        if (!Watch.Takes(feature))
        {
            return null;
        }

        TargetObserver observer = x.IsText(position) || _settings.IsNominal(x.Space, feature)
            ? new NominalTargetObserver { Feature = feature }
            : _settings.Splitter.Observe(feature);
        Watch.Add(observer);
        return observer;
    }
}
