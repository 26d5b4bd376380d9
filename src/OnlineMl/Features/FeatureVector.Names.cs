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
    /// <exception cref="ArgumentException">The name is longer than <see cref="FeatureSpace.LongestName"/>.</exception>
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
    /// <exception cref="ArgumentException">The name is longer than <see cref="FeatureSpace.LongestName"/>.</exception>
    public int Resolve(ReadOnlySpan<byte> utf8Name)
    {
        if (!_keepsStrangers)
        {
            return Space.GetOrAdd(utf8Name);
        }

        var id = Space.Find(utf8Name);
        return id >= 0 ? id : Stranger(Encoding.UTF8.GetString(utf8Name));
    }

    /// <summary>Adds the unknown names to the space, so that a model can learn them.</summary>
    public void AdmitStrangers()
    {
        if (_strangers is not { Count: > 0 })
        {
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            if (_ids[i] >= FeatureSpace.FirstStranger)
            {
                _ids[i] = Space.GetOrAdd(_strangers[_ids[i] - FeatureSpace.FirstStranger].AsSpan());
            }
        }

        ClearStrangers();
        _positions?.Clear();
        CountDense();
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
