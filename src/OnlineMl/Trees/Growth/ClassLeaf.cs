using OnlineMl.Features;
using OnlineMl.Numerics;
using OnlineMl.State;
using OnlineMl.Trees.Observers;

namespace OnlineMl.Trees.Growth;

/// <summary>A leaf of a classification tree.</summary>
/// <remarks>The classes that the leaf has met are its slots, in the order in which they came.</remarks>
internal sealed class ClassLeaf(ClassTreeSettings settings) : LearningLeaf<int>
{
    private const int Lanes = 4;

    private int[] _classes = [];
    private int[] _slots = [];
    private double[] _weights = [];
    private double[] _logWeights = [];
    private int _count;
    private double _majorityRight;
    private double _bayesRight;

    /// <summary>The room for classes in every array across slots: a whole number of vectors.</summary>
    public int Stride { get; private set; }

    public int Count => _count;

    public ReadOnlySpan<int> Classes => _classes.AsSpan(0, _count);

    public ReadOnlySpan<double> Weights => _weights.AsSpan(0, _count);

    public ReadOnlySpan<double> LogWeights => _logWeights.AsSpan(0, _count);

    public FeatureWatch<ClassObserver> Watch { get; } = new();

    /// <summary>Whether naive Bayes answers, not the majority.</summary>
    public bool UsesBayes => IsActive && settings.LeafPrediction switch
    {
        ClassLeafPrediction.MajorityClass => false,
        ClassLeafPrediction.NaiveBayes => TotalWeight >= settings.NbThreshold,
        ClassLeafPrediction.NaiveBayesAdaptive => _bayesRight >= _majorityRight,
    };

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

    public override long Size => 160L + ((_classes.Length + _slots.Length) * sizeof(int)) + (Stride * 16L) + Watch.Size;

    /// <summary>The share of a class of what came to some leaves; 0 where nothing did.</summary>
    public static double ShareOf(int category, IEnumerable<Leaf> leaves)
    {
        double own = 0, all = 0;
        foreach (var leaf in leaves.Cast<ClassLeaf>())
        {
            own += leaf.SlotOf(category) is >= 0 and var slot ? leaf._weights[slot] : 0;
            all += leaf.TotalWeight;
        }

        return all > 0 ? own / all : 0;
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

    public override void Learn(FeatureVector x, int category, double weight)
    {
        var slot = SlotOf(category);
        if (IsActive && settings.LeafPrediction == ClassLeafPrediction.NaiveBayesAdaptive)
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

    protected override void ForgetStatistics() => Watch.Clear();

    protected override void Describe(StateArchive state)
    {
        base.Describe(state);
        state.Field("classes", ref _classes, FieldLength.First(_count));
        state.Field("weights", ref _weights, state.IsLoading ? _classes.Length : _count, NumberRange.NotNegative);
        state.Field("majorityRight", ref _majorityRight);
        state.Field("bayesRight", ref _bayesRight);
        if (state.IsLoading)
        {
            Restore();
        }

        Watch.Describe(state, shape => shape switch
        {
            "nominal" => new NominalClassObserver(settings.NominalSmoothing),
            "numeric" => settings.Splitter.Observe(-1, settings.RiverRules),
            _ => throw new StateFormatException($"A tree watches no feature as '{shape}'."),
        });
        foreach (var observer in state.IsLoading ? Watch.Observers : [])
        {
            observer.Restore(_count, Stride);
        }
    }

    private void Restore()
    {
        var classes = _classes;
        var weights = _weights;
        Watch.Clear();
        _classes = [];
        _slots = [];
        _weights = [];
        _logWeights = [];
        _count = 0;
        Stride = 0;
        for (var i = 0; i < classes.Length; i++)
        {
            if (SlotOf(classes[i]) >= 0)
            {
                throw new StateFormatException($"A leaf of the tree has class {classes[i]} twice.");
            }

            Seed(classes[i], weights[i]);
        }
    }

    private void Compare(FeatureVector x, int slot, double weight)
    {
        if (_count == 0)
        {
            _majorityRight += weight;
            return;
        }

        if (slot < 0)
        {
            return;
        }

        if (MajoritySlot() == slot)
        {
            _majorityRight += weight;
        }

        if (LeafBayes.BestSlot(this, x) == slot)
        {
            _bayesRight += weight;
        }
    }

    private void Observe(FeatureVector x, int slot, double weight)
    {
        if (settings.FeaturesPerLeaf is { } size)
        {
            Watch.DrawSubset(x, size, settings.Random!);
        }

        var ids = x.Ids;
        var numbers = x.Numbers;
        var hasText = x.HasText;
        var logarithms = default(LogarithmBatch);
        for (var i = 0; i < ids.Length; i++)
        {
            var observer = Watch.Find(ids[i], i) ?? Add(x, i);
            if (observer is GaussianObserver gaussian)
            {
                if (!hasText || !x.IsText(i))
                {
                    gaussian.Update(numbers[i], slot, weight, Stride, ref logarithms);
                }
            }
            else
            {
                observer?.Update(x, i, slot, weight, Stride);
            }
        }

        logarithms.Write();
    }

    private ClassObserver? Add(FeatureVector x, int position)
    {
        var feature = x.Ids[position];
        if (!Watch.Takes(feature))
        {
            return null;
        }

        var observer = x.IsText(position) || settings.IsNominal(x.Space, feature)
            ? new NominalClassObserver(settings.NominalSmoothing) { Feature = feature }
            : settings.Splitter.Observe(feature, settings.RiverRules);
        Watch.Add(observer);
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
        foreach (var observer in Watch.Observers)
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
