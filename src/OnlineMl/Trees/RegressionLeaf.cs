using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>A leaf of a regression tree.</summary>
internal sealed class RegressionLeaf : Leaf
{
    private readonly HoeffdingTreeRegressor _tree;
    private readonly IRegressor? _model;
    private TargetMoments _target;
    private double _meanError;
    private double _modelError;
    private TargetObserver[] _observers = [];
    private int _observerCount;
    private KeyIndex _features = new();
    private int[] _disabled = [];

    public RegressionLeaf(HoeffdingTreeRegressor tree)
    {
        _tree = tree;
        _model = tree.LeafPrediction == RegressionLeafPrediction.Mean ? null : Untrained.CopyOf(tree.LeafModel);
    }

    /// <summary>A leaf that takes over from another what its model has learned.</summary>
    public RegressionLeaf(HoeffdingTreeRegressor tree, RegressionLeaf parent, TargetMoments target)
        : this(tree)
    {
        _target = target;
        _meanError = parent._meanError;
        _modelError = parent._modelError;
        if (_model is not null)
        {
            StateFormat.CopyTo(parent._model!, _model);
        }

        LastAttempt = tree.RiverRules ? target.Weight : 0;
    }

    public TargetMoments Target => _target;

    public ReadOnlySpan<TargetObserver> Observers => _observers.AsSpan(0, _observerCount);

    public override double TotalWeight => _target.Weight;

    public override double Promise => -Depth;

    public override long Size
    {
        get
        {
            var size = 180 + _features.Size + (_model is null ? 0 : StateFormat.MemorySize(_model));
            foreach (var observer in Observers)
            {
                size += observer.Size;
            }

            return size;
        }
    }

    public double Predict(FeatureVector x)
    {
        if (_model is null || (_tree.LeafPrediction == RegressionLeafPrediction.Adaptive && _meanError < _modelError))
        {
            return _target.Mean;
        }

        var predicted = _model.Predict(x);
        return double.IsFinite(predicted) ? predicted : _target.Mean;
    }

    public void Learn(FeatureVector x, double y, double weight)
    {
        if (_model is not null && _tree.LeafPrediction == RegressionLeafPrediction.Adaptive)
        {
            _meanError = Fade(_meanError, y - _target.Mean);
            _modelError = Fade(_modelError, y - _model.Predict(x));
        }

        _target.Update(y, weight);
        CountLearned(weight);
        if (IsActive)
        {
            Observe(x, y, weight);
        }

        _model?.Learn(x, y, weight);
    }

    /// <summary>Stops watching features for good.</summary>
    public void Disable(List<int> observers)
    {
        if (observers.Count == 0)
        {
            return;
        }

        _disabled = [.. _disabled, .. observers.Select(observer => _observers[observer].Feature)];
        var kept = Array.FindAll(_observers[.._observerCount], observer => Array.IndexOf(_disabled, observer.Feature) < 0);
        _observers = kept;
        _observerCount = kept.Length;
        _features = new KeyIndex();
        foreach (var observer in kept)
        {
            _features.GetOrAdd(observer.Feature);
        }
    }

    protected override void ForgetStatistics()
    {
        _observers = [];
        _observerCount = 0;
        _features = new KeyIndex();
    }

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        _target.Describe(state, "target");
        state.Field("meanError", ref _meanError);
        state.Field("modelError", ref _modelError);
        if (_model is not null)
        {
            state.Child("model", _model);
        }

        state.Field("disabled", ref _disabled, FieldLength.Any);
        var observers = new List<TargetObserver>(Observers.ToArray());
        state.Children("observers", observers, FieldLength.Any, ShapeOf, Create);
        if (state.IsLoading)
        {
            _features = new KeyIndex();
            _observers = [.. observers];
            _observerCount = 0;
            foreach (var observer in observers)
            {
                if (_features.GetOrAdd(observer.Feature) != _observerCount++)
                {
                    throw new StateFormatException($"A leaf of the tree watches feature {observer.Feature} twice.");
                }
            }
        }
    }

    private double Fade(double past, double error)
    {
        var sum = (_tree.ModelSelectorDecay * past) + (error * error);
        return double.IsFinite(sum) ? sum : double.MaxValue;
    }

    private static string ShapeOf(TargetObserver observer) => observer.IsNominal ? "nominal" : "numeric";

    private TargetObserver Create(string shape) => shape switch
    {
        "nominal" => new NominalTargetObserver(),
        "numeric" => _tree.Splitter.Observe(-1),
        _ => throw new StateFormatException($"A tree watches no feature as '{shape}'."),
    };

    private void Observe(FeatureVector x, double y, double weight)
    {
        var ids = x.Ids;
        for (var i = 0; i < ids.Length; i++)
        {
            if ((uint)i < (uint)_observerCount && _observers[i].Feature == ids[i])
            {
                _observers[i].Update(x, i, y, weight);
                continue;
            }

            var known = _features.Find(ids[i]);
            var observer = known >= 0 ? _observers[known] : Add(x, i);
            observer?.Update(x, i, y, weight);
        }
    }

    private TargetObserver? Add(FeatureVector x, int position)
    {
        var feature = x.Ids[position];
        if (Array.IndexOf(_disabled, feature) >= 0)
        {
            return null;
        }

        if (_observerCount == _observers.Length)
        {
            Array.Resize(ref _observers, Math.Max(8, _observerCount * 2));
        }

        var observer = x.IsText(position) || _tree.IsNominal(x.Space, feature)
            ? new NominalTargetObserver { Feature = feature }
            : _tree.Splitter.Observe(feature);
        _features.GetOrAdd(feature);
        _observers[_observerCount++] = observer;
        return observer;
    }
}
