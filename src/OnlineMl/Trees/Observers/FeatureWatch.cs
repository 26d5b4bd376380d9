using System.Runtime.CompilerServices;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.State;

namespace OnlineMl.Trees.Observers;

/// <summary>The observers of a leaf, one per feature that it watches.</summary>
/// <typeparam name="TObserver">What observes a feature, by the kind of target.</typeparam>
internal sealed class FeatureWatch<TObserver>
    where TObserver : FeatureObserver
{
    private TObserver[] _observers = [];
    private int _count;
    private KeyIndex _features = new();
    private int[] _disabled = [];
    private int[] _subset = [];
    private bool _isSubset;

    public ReadOnlySpan<TObserver> Observers => _observers.AsSpan(0, _count);

    public long Size
    {
        get
        {
            var size = (_observers.Length * 8L) + _features.Size;
            foreach (var observer in Observers)
            {
                size += observer.Size;
            }

            return size;
        }
    }

    /// <summary>The observer of a feature, or null; <paramref name="hint"/> is where it probably is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TObserver? Find(int feature, int hint)
    {
        var observers = _observers;
        return (uint)hint < (uint)observers.Length && observers[hint] is { } observer && observer.Feature == feature ? observer : Find(feature);
    }

    private TObserver? Find(int feature)
    {
        var at = _features.Find(feature);
        return at < 0 ? null : _observers[at];
    }

    /// <summary>Whether a feature that is not watched yet is to be.</summary>
    public bool Takes(int feature) =>
        Array.IndexOf(_disabled, feature) < 0 && (!_isSubset || Array.IndexOf(_subset, feature) >= 0);

    public void Add(TObserver observer) => TryAdd(observer);

    private bool TryAdd(TObserver observer)
    {
        if (_features.GetOrAdd(observer.Feature) < _count)
        {
            return false;
        }

        if (_count == _observers.Length)
        {
            Array.Resize(ref _observers, Math.Max(8, _count * 2));
        }

        _observers[_count++] = observer;
        return true;
    }

    /// <summary>Draws the features that are watched from those of the first example, if that has not been done.</summary>
    /// <remarks>They are put in the order of their names first, so that the order in which they come decides nothing.</remarks>
    public void DrawSubset(FeatureVector x, int size, RandomSource random)
    {
        if (_isSubset)
        {
            return;
        }

        var features = x.Ids.ToArray();
        Array.Sort(features, (left, right) => string.CompareOrdinal(x.Space.NameOf(left), x.Space.NameOf(right)));
        random.Shuffle<int>(features);
        _subset = features[..Math.Min(size, features.Length)];
        _isSubset = true;
    }

    /// <summary>Stops watching features for good.</summary>
    public void Disable(List<int> features)
    {
        if (features.Count == 0)
        {
            return;
        }

        _disabled = [.. _disabled, .. features];
        var kept = Array.FindAll(_observers[.._count], observer => !features.Contains(observer.Feature));
        Clear();
        foreach (var observer in kept)
        {
            Add(observer);
        }
    }

    /// <summary>Forgets what was watched, but not what is not to be.</summary>
    public void Clear()
    {
        _observers = [];
        _count = 0;
        _features = new KeyIndex();
    }

    public void Describe(StateArchive state, Func<string, TObserver> create)
    {
        state.Field("disabled", ref _disabled, FieldLength.Any);
        if (_isSubset && !state.IsLoading)
        {
            DescribeSubset(state);
        }

        var observers = new List<TObserver>(Observers.ToArray());
        state.Children("observers", observers, FieldLength.Any, observer => observer.IsNominal ? "nominal" : "numeric", create);
        if (!state.IsLoading)
        {
            return;
        }

        // Last, as most leaves have none: what is missing at the end needs no search.
        DescribeSubset(state);
        Clear();
        foreach (var observer in observers)
        {
            if (!TryAdd(observer))
            {
                throw new StateFormatException($"A leaf of the tree watches feature {observer.Feature} twice.");
            }
        }
    }

    private void DescribeSubset(StateArchive state)
    {
        state.Field("subset", ref _subset, FieldLength.Any);
        state.Field("isSubset", ref _isSubset);
    }
}
