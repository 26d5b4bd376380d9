using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Trees;

/// <summary>A leaf of a classification tree.</summary>
/// <remarks>The classes that the leaf has met are its slots, in the order in which they came.</remarks>
internal sealed partial class ClassLeaf(HoeffdingTreeClassifier tree) : Leaf
{
    private const int Lanes = 4;

    private int[] _classes = [];
    private int[] _slots = [];
    private double[] _weights = [];
    private double[] _logWeights = [];
    private int _count;
    private double _majorityRight;
    private double _bayesRight;
    private ClassObserver[] _observers = [];
    private int _observerCount;
    private KeyIndex _features = new();
    private int[] _disabled = [];

    /// <summary>The room for classes in every array across slots: a whole number of vectors.</summary>
    public int Stride { get; private set; }

    public int Count => _count;

    public ReadOnlySpan<int> Classes => _classes.AsSpan(0, _count);

    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, _count);

    public ReadOnlySpan<ClassObserver> Observers => _observers.AsSpan(0, _observerCount);

    public override double TotalWeight
    {
        get
        {
            var sum = 0.0;
            foreach (var weight in Weights)
            {
                sum += weight;
            }

            return sum;
        }
    }

    public override double Promise => _count == 0 ? 0 : TotalWeight - _weights[MajoritySlot()];

    public bool IsPure
    {
        get
        {
            var present = 0;
            foreach (var weight in Weights)
            {
                present += weight != 0 ? 1 : 0;
            }

            return present < 2;
        }
    }

    public override long Size
    {
        get
        {
            var size = 160L + ((_classes.Length + _slots.Length) * sizeof(int)) + (Stride * 16L) + (_observers.Length * 8L) + _features.Size;
            foreach (var observer in Observers)
            {
                size += observer.Size;
            }

            return size;
        }
    }

    /// <summary>The slot of a class of the tree, or -1.</summary>
    public int SlotOf(int category) => (uint)category < (uint)_slots.Length ? _slots[category] - 1 : -1;

    /// <summary>The slot of the heaviest class, the first of equals.</summary>
    public int MajoritySlot()
    {
        var best = 0;
        for (var slot = 1; slot < _count; slot++)
        {
            if (_weights[slot] > _weights[best])
            {
                best = slot;
            }
        }

        return best;
    }

    /// <summary>Gives a new leaf the weight that a class has in it from the start.</summary>
    public void Seed(int category, double weight) => AddWeight(AddClass(category), weight);

    public void Learn(FeatureVector x, int category, double weight)
    {
        var slot = SlotOf(category);
        if (IsActive && tree.LeafPrediction == ClassLeafPrediction.NaiveBayesAdaptive)
        {
            Compare(x, slot, weight);
        }

        if (slot < 0)
        {
            slot = AddClass(category);
        }

        AddWeight(slot, weight);
        CountLearned(weight);
        if (IsActive)
        {
            Observe(x, slot, weight);
        }
    }

    /// <summary>Stops watching a feature for good.</summary>
    public void Disable(int observer)
    {
        _disabled = [.. _disabled, _observers[observer].Feature];
    }

    /// <summary>Lets go of the observers that <see cref="Disable"/> named.</summary>
    public void DropDisabled()
    {
        var kept = Array.FindAll(_observers[.._observerCount], observer => Array.IndexOf(_disabled, observer.Feature) < 0);
        if (kept.Length == _observerCount)
        {
            return;
        }

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
        state.Field("classes", ref _classes, FieldLength.First(_count));
        state.Field("weights", ref _weights, state.IsLoading ? _classes.Length : _count);
        state.Field("majorityRight", ref _majorityRight);
        state.Field("bayesRight", ref _bayesRight);
        state.Field("disabled", ref _disabled, FieldLength.Any);
        var observers = new List<ClassObserver>(Observers.ToArray());
        state.Children("observers", observers, FieldLength.Any, ShapeOf, Create);
        if (state.IsLoading)
        {
            Restore(observers);
        }
    }

    private static string ShapeOf(ClassObserver observer) => observer.IsNominal ? "nominal" : "numeric";

    private ClassObserver Create(string shape) => shape switch
    {
        "nominal" => new NominalClassObserver(tree.Smoothing),
        "numeric" => tree.Splitter.Observe(-1, tree.RiverRules),
        _ => throw new StateFormatException($"A tree watches no feature as '{shape}'."),
    };

    private void Restore(List<ClassObserver> observers)
    {
        var classes = _classes;
        var weights = _weights;
        _classes = [];
        _slots = [];
        _weights = [];
        _logWeights = [];
        _count = 0;
        Stride = 0;
        _observerCount = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            Seed(classes[i], weights[i]);
        }

        _features = new KeyIndex();
        _observers = [.. observers];
        foreach (var observer in observers)
        {
            observer.Restore(_count, Stride);
            if (_features.GetOrAdd(observer.Feature) != _observerCount++)
            {
                throw new StateFormatException($"A leaf of the tree watches feature {observer.Feature} twice.");
            }
        }
    }

    private void Observe(FeatureVector x, int slot, double weight)
    {
        var ids = x.Ids;
        var numbers = x.Numbers;
        var hasText = x.HasText;
        for (var i = 0; i < ids.Length; i++)
        {
            var observer = (uint)i < (uint)_observerCount && _observers[i].Feature == ids[i] ? _observers[i] : Find(ids[i]) ?? Add(x, i);
            if (observer is GaussianObserver gaussian)
            {
                if (!hasText || !x.IsText(i))
                {
                    gaussian.Update(numbers[i], slot, weight, Stride);
                }
            }
            else
            {
                observer?.Update(x, i, slot, weight, Stride);
            }
        }
    }

    private ClassObserver? Find(int feature)
    {
        var observer = _features.Find(feature);
        return observer < 0 ? null : _observers[observer];
    }

    private ClassObserver? Add(FeatureVector x, int position)
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

        var observer = x.IsText(position) || tree.IsNominal(x.Space, feature)
            ? new NominalClassObserver(tree.Smoothing) { Feature = feature }
            : tree.Splitter.Observe(feature, tree.RiverRules);
        _features.GetOrAdd(feature);
        _observers[_observerCount++] = observer;
        return observer;
    }

    private int AddClass(int category)
    {
        if (_count == Stride)
        {
            Widen();
        }

        if (category >= _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(category + 1, 4));
        }

        _slots[category] = _count + 1;
        _classes[_count] = category;
        return _count++;
    }

    private void Widen()
    {
        var stride = Math.Max(Lanes, (Stride + (Stride / 4) + Lanes) / Lanes * Lanes);
        Array.Resize(ref _classes, stride);
        Array.Resize(ref _weights, stride);
        Array.Resize(ref _logWeights, stride);
        foreach (var observer in Observers)
        {
            observer.Widen(Stride, stride);
        }

        Stride = stride;
    }

    private void AddWeight(int slot, double weight)
    {
        _weights[slot] += weight;
        _logWeights[slot] = Elementary.Log(_weights[slot]);
    }
}
