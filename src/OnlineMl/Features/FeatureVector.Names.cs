using System.Text;

namespace OnlineMl.Features;

/// <content>Names of features, and those of them that the space does not know.</content>
public sealed partial class FeatureVector
{
    private List<string>? _strangers;
    private Dictionary<string, int>? _strangerIndex;

    /// <summary>Whether any name is unknown to the space.</summary>
    public bool HasStrangers => _strangers is { Count: > 0 };

    /// <summary>The id of a name: the space's, or, when the name is new, a new one of the space or a stranger's of this vector.</summary>
    /// <exception cref="ArgumentException">The name is longer than <see cref="FeatureSpace.MaxNameBytes"/>.</exception>
    public int Resolve(ReadOnlySpan<char> name)
    {
        if (!_keepsStrangers)
        {
            return Space.GetOrAdd(name);
        }

        var id = Space.Find(name);
        return id >= 0 ? id : Stranger(name.ToString());
    }

    /// <summary>The id of a name given in UTF-8; see <see cref="Resolve(ReadOnlySpan{char})"/>.</summary>
    /// <exception cref="ArgumentException">The name is longer than <see cref="FeatureSpace.MaxNameBytes"/>.</exception>
    public int Resolve(ReadOnlySpan<byte> utf8Name)
    {
        if (!_keepsStrangers)
        {
            return Space.GetOrAdd(utf8Name);
        }

        var id = Space.Find(utf8Name);
        return id >= 0 ? id : Stranger(Encoding.UTF8.GetString(utf8Name));
    }

    /// <summary>How many names are unknown to the space.</summary>
    internal int StrangerCount => _strangers?.Count ?? 0;

    /// <summary>One of them.</summary>
    internal string? FirstStranger => _strangers is [var first, ..] ? first : null;

    /// <summary>Adds the unknown names to the space, so that a model can learn them. Features whose names are too many for it are taken away.</summary>
    public void AdmitStrangers()
    {
        if (_strangers is { Count: > 0 } strangers)
        {
            Admit(strangers);
        }
    }

    /// <summary>Takes the names and texts that the space got since a mark from it again, so that they are strangers of this vector as before.</summary>
    internal void TakeBack(SpaceMark mark)
    {
        if (Space.Mark() != mark)
        {
            Estrange(mark);
            Space.GoBack(mark);
        }
    }

    /// <summary>The same for all vectors of a batch.</summary>
    internal static void TakeBack(IReadOnlyList<FeatureVector> batch, SpaceMark mark)
    {
        foreach (var x in batch)
        {
            x.Estrange(mark);
        }

        if (batch.Count > 0)
        {
            batch[0].Space.GoBack(mark);
        }
    }

    private void Estrange(SpaceMark mark)
    {
        for (var i = 0; i < _count && Space.HashBits == 0; i++)
        {
            if (_ids[i] >= mark.Names && _ids[i] < FeatureSpace.FirstStranger)
            {
                _ids[i] = Stranger(Space.NameOf(_ids[i]));
            }
        }

        for (var i = 0; i < _count && i < _codes.Length; i++)
        {
            _codes[i] = _codes[i] >= mark.Texts ? -1 : _codes[i];
        }

        _positions?.Clear();
        CountDense();
    }

    /// <summary>The name of the feature at a position.</summary>
    public string NameAt(int position) => NameOf(Ids[position]);

    /// <summary>The name that an id means in this vector.</summary>
    internal string NameOf(int id) => id >= FeatureSpace.FirstStranger ? _strangers![id - FeatureSpace.FirstStranger] : Space.NameOf(id);

    /// <summary>The id of a name known to the space or to this vector, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> utf8Name)
    {
        var id = Space.Find(utf8Name);
        return id < 0 && HasStrangers ? FindStranger(Encoding.UTF8.GetString(utf8Name)) : id;
    }

    /// <summary>The id of a name that only this vector knows, or -1.</summary>
    internal int FindStranger(string name) =>
        HasStrangers && _strangerIndex!.TryGetValue(name, out var index) ? FeatureSpace.FirstStranger + index : -1;

    private void Admit(List<string> strangers)
    {
        var known = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_ids[i] >= FeatureSpace.FirstStranger)
            {
                _ids[i] = Space.TryGetOrAdd(strangers[_ids[i] - FeatureSpace.FirstStranger].AsSpan(), MostNames);
            }

            known += _ids[i] >= 0 ? 1 : 0;
        }

        if (known < _count)
        {
            TakeAwayUnknown(known);
        }

        ClearStrangers();
        _positions?.Clear();
        CountDense();
    }

    // What stays keeps its order.
    private void TakeAwayUnknown(int known)
    {
        for (int from = 0, to = 0; to < known; from++)
        {
            if (_ids[from] >= 0)
            {
                MoveEntry(from, to++);
            }
        }

        for (var i = known; i < _count; i++)
        {
            RemoveText(i);
            RemoveRest(i);
        }

        _count = known;
    }

    private void MoveEntry(int from, int to)
    {
        if (from == to)
        {
            return;
        }

        (_ids[to], _numbers[to]) = (_ids[from], _numbers[from]);
        RemoveText(to);
        if (IsText(from))
        {
            (_texts[to], _codes[to]) = (_texts[from], _codes[from]);
            _texts[from] = null;
            if (from < _utf8Texts.Length)
            {
                _utf8Texts[to] = _utf8Texts[from];
            }
        }

        var rest = RestAt(from);
        RemoveRest(to);
        RemoveRest(from);
        if (rest != 0)
        {
            SetRest(to, rest);
        }
    }

    private void RemoveText(int position)
    {
        if (IsText(position))
        {
            _texts[position] = null;
            _textCount--;
        }
    }

    private void RemoveRest(int position)
    {
        if (RestAt(position) != 0)
        {
            _rests[position] = 0;
            _restCount--;
        }
    }

    private void CountDense()
    {
        _denseCount = 0;
        for (var i = 0; i < _count && _ids[i] == i; i++)
        {
            _denseCount++;
        }
    }

    private void ClearStrangers()
    {
        if (_strangers is { Count: > 0 })
        {
            _strangers.Clear();
            _strangerIndex!.Clear();
        }
    }

    private int Stranger(string name)
    {
        _strangers ??= [];
        _strangerIndex ??= new Dictionary<string, int>(StringComparer.Ordinal);
        if (!_strangerIndex.TryGetValue(name, out var index))
        {
            FeatureSpace.CheckLength(Encoding.UTF8.GetByteCount(name));
            index = _strangers.Count;
            _strangers.Add(name);
            _strangerIndex.Add(name, index);
        }

        return FeatureSpace.FirstStranger + index;
    }
}
