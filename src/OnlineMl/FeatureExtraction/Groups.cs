using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.FeatureExtraction;

/// <summary>One object for each combination of values of some features, made when the combination is first learned.</summary>
internal sealed class Groups<T>(IReadOnlyList<string> by, Func<T> create) : IStateful
    where T : class, IStateful
{
    private readonly FeatureName[] _features = [.. by.Select(name => new FeatureName(name))];
    private readonly FeatureSpace _keys = new();
    private readonly List<T> _groups = [];
    private readonly NameBuilder _key = new();

    /// <summary>How many combinations were learned.</summary>
    public int Count => _groups.Count;

    /// <summary>The group of an example, or null when its combination was not learned.</summary>
    public T? Find(FeatureVector x)
    {
        MakeKey(x);
        var group = _keys.Find(_key.Bytes);
        return group < 0 ? null : _groups[group];
    }

    /// <summary>The group of an example, made when its combination is new; null when there are so many already.</summary>
    public T? TryGetOrAdd(FeatureVector x)
    {
        MakeKey(x);
        var group = _keys.TryGetOrAdd(_key.Bytes, x.MostNames);
        if (group < 0)
        {
            return null;
        }

        if (group == _groups.Count)
        {
            _groups.Add(create());
        }

        return _groups[group];
    }

    /// <summary>Forgets the groups beyond the first ones.</summary>
    public void Shrink(int count)
    {
        if (count < _groups.Count)
        {
            _groups.RemoveRange(count, _groups.Count - count);
            _keys.GoBack(new SpaceMark(count, 0));
        }
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Child("keys", _keys);
        state.Children("groups", _groups, _keys.Count, create);
    }

    // An absent value, a number and a text are kept apart by the sign in front.
    private void MakeKey(FeatureVector x)
    {
        _key.Clear();
        foreach (var feature in _features)
        {
            var position = feature.PositionIn(x);
            if (position >= 0)
            {
                _key.Append(x.IsText(position) ? "\0t"u8 : "\0n"u8);
                _key.AppendValue(x, position);
            }
            else
            {
                _key.Append("\0-"u8);
            }
        }
    }
}
