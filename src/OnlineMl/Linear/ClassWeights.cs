using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Optimization;
using OnlineMl.State;

namespace OnlineMl.Linear;

/// <summary>A set of weights per class, with the room that an example needs while it is learned, and what there was before it.</summary>
internal sealed class ClassWeights
{
    private readonly ClassTable _classes = new();
    private readonly List<WeightVector> _weights = [];
    private readonly List<Kept> _kept = [];
    private double[] _scores = [];
    private double[] _gradients = [];
    private int[] _counts = [];

    public ClassTable Classes => _classes;

    public int Count => _weights.Count;

    /// <summary>Room for a number per class.</summary>
    public Span<double> Gradients => _gradients.AsSpan(0, Count);

    /// <summary>What <see cref="Score(FeatureVector)"/> has computed; 0 for a class that came after it.</summary>
    public Span<double> Scores => _scores.AsSpan(0, Count);

    public WeightVector this[int index] => _weights[index];

    /// <summary>The weighted sum of an example's features for each class.</summary>
    public void Score(FeatureVector x, Span<double> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = _weights[i].Dot(x);
        }
    }

    /// <summary>The same in room of its own, which lasts until the next example.</summary>
    public Span<double> Score(FeatureVector x)
    {
        Score(x, Scores);
        return Scores;
    }

    /// <summary>Makes room for the features of an example that is about to be learned, and for one more class.</summary>
    public void Admit(ReadOnlySpan<int> ids, IOptimizer optimizer)
    {
        if (Count >= _scores.Length)
        {
            Array.Resize(ref _scores, Math.Max(4, Count * 2));
            Array.Resize(ref _gradients, _scores.Length);
            Array.Resize(ref _counts, _scores.Length);
        }

        for (var i = 0; i < _weights.Count; i++)
        {
            _counts[i] = _weights[i].Mark();
            _weights[i].Admit(ids);
            optimizer.LookAhead(_weights[i], ids);
        }
    }

    /// <summary>Takes the room back.</summary>
    public void TakeBack()
    {
        for (var i = 0; i < _weights.Count; i++)
        {
            _weights[i].TakeBack(_counts[i]);
        }
    }

    /// <summary>The place of a class, which gets its weights when it is new.</summary>
    public int PlaceOf(Label label, ReadOnlySpan<int> ids, IOptimizer optimizer)
    {
        var place = _classes.GetOrAdd(label);
        if (place == Count)
        {
            var fresh = new WeightVector(optimizer);
            fresh.Admit(ids);
            _weights.Add(fresh);
            _scores[place] = 0;
        }

        return place;
    }

    /// <summary>Keeps the numbers of some features as they are before a step.</summary>
    public void Keep(ReadOnlySpan<int> ids)
    {
        _kept.Clear();
        foreach (var weights in _weights)
        {
            double[] kept = [];
            var count = weights.Mark();
            weights.Admit(ids);
            weights.Remember(ids, ref kept);
            _kept.Add(new Kept(kept, weights.Steps, count));
        }
    }

    /// <summary>Goes back to what was kept.</summary>
    public void GoBack(ReadOnlySpan<int> ids)
    {
        for (var i = 0; i < _kept.Count; i++)
        {
            _weights[i].Restore(ids, _kept[i].Numbers, _kept[i].Steps);
            _weights[i].TakeBack(_kept[i].Count);
        }

        _weights.RemoveRange(_kept.Count, _weights.Count - _kept.Count);
        _classes.Shrink(_kept.Count);
    }

    public bool AreFinite(ReadOnlySpan<int> ids)
    {
        foreach (var weights in _weights)
        {
            if (!weights.AreFinite(ids))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes in what shares have learned since they were what this is.</summary>
    public void Merge(Shares shares, Func<SoftmaxRegression, ClassWeights> weightsOf, IOptimizer optimizer)
    {
        shares.Admit<SoftmaxRegression>(_classes, share => weightsOf(share)._classes);
        while (Count < _classes.Count)
        {
            _weights.Add(new WeightVector(optimizer));
        }

        for (var i = 0; i < Count; i++)
        {
            var label = _classes[i];
            var unmoved = new WeightVector(optimizer);
            new MergedWeights(_weights[i], shares.Of<SoftmaxRegression>(share => weightsOf(share).Of(label) ?? unmoved), optimizer).Merge();
        }

        Array.Resize(ref _scores, Math.Max(_scores.Length, Count));
        Array.Resize(ref _gradients, _scores.Length);
        Array.Resize(ref _counts, _scores.Length);
    }

    public void Describe(StateArchive state, IOptimizer optimizer)
    {
        state.Child("classes", _classes);
        state.Children("weights", _weights, _classes.Count, () => new WeightVector(optimizer));
    }

    private WeightVector? Of(Label label) => _classes.IndexOf(label) is >= 0 and var place ? _weights[place] : null;

    /// <summary>What is kept of a class.</summary>
    private readonly record struct Kept(double[] Numbers, long Steps, int Count);
}
