using System.Collections;

namespace OnlineMl.Features;

/// <summary>The features of one example: names with a number or a text each, in the order in which they came.</summary>
/// <remarks>A feature that is not listed is absent, which is not the same as zero. The vector is a reusable buffer: clear it
/// and fill it again, and nothing is allocated. All vectors that one model sees belong to that model's
/// <see cref="FeatureSpace"/>. Not safe for use by several threads at once.
/// <example><code>
/// var space = new FeatureSpace();
/// var x = new FeatureVector(space) { ["age"] = 31, ["country"] = "FR" };
/// </code></example></remarks>
public sealed partial class FeatureVector : IEnumerable<Feature>
{
    private readonly bool _keepsStrangers;
    private int[] _ids = new int[8];
    private double[] _numbers = new double[8];
    private string?[]? _texts;
    private int[]? _codes;
    private int _count;
    private int _textCount;
    private int _denseCount;
    private int[] _positions = [];
    private int _indexed;
    private List<string>? _strangers;
    private Dictionary<string, int>? _strangerIndex;

    /// <summary>An empty vector over a space of its own.</summary>
    public FeatureVector()
        : this(new FeatureSpace())
    {
    }

    /// <summary>An empty vector over a space. Names that are new to the space are added to it.</summary>
    public FeatureVector(FeatureSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
    }

    /// <summary>An empty vector over a space. When it keeps strangers, names that are new to the space stay with the vector
    /// until <see cref="AdmitStrangers"/>, so that looking at an example does not change the space.</summary>
    public FeatureVector(FeatureSpace space, bool keepsStrangers)
        : this(space) => _keepsStrangers = keepsStrangers;

    /// <summary>The space that numbers the names.</summary>
    public FeatureSpace Space { get; }

    /// <summary>How many features are present.</summary>
    public int Count => _count;

    /// <summary>The ids of the features. An id of <see cref="FeatureSpace.FirstStranger"/> or more is unknown to the space.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>The values of the features, 0 where the value is a text.</summary>
    public ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, _count);

    /// <summary>Whether any value is a text.</summary>
    public bool HasText => _textCount > 0;

    /// <summary>Whether the ids are exactly 0, 1, 2, … in that order, so that weights can be read without indirection.</summary>
    public bool IsDense => _denseCount == _count;

    /// <summary>Whether any name is unknown to the space.</summary>
    public bool HasStrangers => _strangers is { Count: > 0 };

    /// <summary>Sets a feature, replacing it when it is present. A null text is left out.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public FeatureValue this[string name]
    {
        set
        {
            var id = Resolve(name);
            var position = IndexOf(id);
            if (value.IsAbsent)
            {
                return;
            }

            if (position < 0)
            {
                Add(name, id, value);
            }
            else
            {
                Replace(name, position, value);
            }
        }
    }

    /// <summary>Removes all features.</summary>
    public void Clear()
    {
        if (_textCount > 0)
        {
            Array.Clear(_texts!, 0, Math.Min(_count, _texts!.Length));
            _textCount = 0;
        }

        _count = 0;
        _denseCount = 0;
        _indexed = 0;
        ClearStrangers();
    }

    /// <summary>Adds a feature by name.</summary>
    /// <exception cref="ArgumentException">The feature is present already, or the number is not finite.</exception>
    public void Add(string name, FeatureValue value)
    {
        var id = Resolve(name);
        if (value.IsAbsent)
        {
            return;
        }

        if (Space.HashBits == 0 && IndexOf(id) >= 0)
        {
            throw new ArgumentException($"The feature '{name}' is given twice.", nameof(name));
        }

        Add(name, id, value);
    }

    /// <summary>Adds a number under an id of the space. Neither the id nor the number is checked.</summary>
    public void Add(int id, double number)
    {
        var count = _count;
        if (count == _ids.Length)
        {
            Grow();
        }

        _ids[count] = id;
        _numbers[count] = number;
        if (id == count)
        {
            _denseCount++;
        }

        _count = count + 1;
    }

    /// <summary>Adds a text under an id of the space. The id is not checked.</summary>
    public void Add(int id, string text)
    {
        var position = _count;
        Add(id, 0.0);
        SetText(position, text);
    }

    /// <summary>Sets the numbers of features 0, 1, 2, … of the space.</summary>
    /// <remarks>The space must know at least as many names, given once in that order.</remarks>
    /// <exception cref="ArgumentException">There are more numbers than names.</exception>
    public void Fill(ReadOnlySpan<double> numbers)
    {
        if (numbers.Length > Space.Count)
        {
            throw new ArgumentException($"There are {numbers.Length} numbers but the space knows {Space.Count} names.", nameof(numbers));
        }

        Clear();
        while (_ids.Length < numbers.Length)
        {
            Grow();
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            _ids[i] = i;
        }

        numbers.CopyTo(_numbers);
        _count = numbers.Length;
        _denseCount = _count;
    }

    /// <summary>The id of a name: the space's, or, when the name is new, a new one of the space or a stranger's of this vector.</summary>
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
    public int Resolve(ReadOnlySpan<byte> utf8Name)
    {
        if (!_keepsStrangers)
        {
            return Space.GetOrAdd(utf8Name);
        }

        var id = Space.Find(utf8Name);
        return id >= 0 ? id : Stranger(System.Text.Encoding.UTF8.GetString(utf8Name));
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
        _indexed = 0;
        _denseCount = 0;
        for (var i = 0; i < _count && _ids[i] == i; i++)
        {
            _denseCount++;
        }
    }

    /// <summary>The position of a feature in this vector, or -1 when it is absent.</summary>
    public int IndexOf(int id)
    {
        if ((uint)id < (uint)_count && _ids[id] == id)
        {
            return id;
        }

        if (id >= FeatureSpace.FirstStranger && _strangers is null or { Count: 0 })
        {
            return -1;
        }

        if (_count <= 8 || id >= FeatureSpace.FirstStranger || Space.HashBits > 0)
        {
            return _ids.AsSpan(0, _count).IndexOf(id);
        }

        IndexPositions();
        if ((uint)id >= (uint)_positions.Length)
        {
            return -1;
        }

        // A position left from an earlier filling is recognised because it no longer points back to the id.
        var position = _positions[id];
        return position < _count && _ids[position] == id ? position : -1;
    }

    /// <summary>The number of a feature.</summary>
    /// <returns>False when the feature is absent or a text.</returns>
    public bool TryGetNumber(int id, out double number)
    {
        var position = IndexOf(id);
        if (position < 0 || IsText(position))
        {
            number = 0;
            return false;
        }

        number = _numbers[position];
        return true;
    }

    /// <summary>Whether the value at a position is a text.</summary>
    public bool IsText(int position) => _textCount > 0 && position < _texts!.Length && _texts[position] is not null;

    /// <summary>The text at a position, or null when the value is a number.</summary>
    public string? TextAt(int position) => _textCount > 0 && position < _texts!.Length ? _texts[position] : null;

    /// <summary>The number that the space gave the text at a position, or -1 when it does not know that text or the value is
    /// a number.</summary>
    public int ValueCodeAt(int position)
    {
        if (TextAt(position) is not { } text)
        {
            return -1;
        }

        var code = _codes![position];
        if (code < 0)
        {
            code = Space.FindValue(text);
            _codes[position] = code;
        }

        return code;
    }

    /// <summary>The number of the text at a position, added to the space when it is new. For learning only.</summary>
    public int LearnValueCodeAt(int position)
    {
        var code = ValueCodeAt(position);
        if (code < 0 && TextAt(position) is { } text)
        {
            code = Space.GetOrAddValue(text);
            _codes![position] = code;
        }

        return code;
    }

    /// <summary>The name of the feature at a position.</summary>
    public string NameAt(int position)
    {
        var id = Ids[position];
        return id >= FeatureSpace.FirstStranger ? _strangers![id - FeatureSpace.FirstStranger] : Space.NameOf(id);
    }

    /// <summary>Adds the feature at a position of another vector of the same space under the same id.</summary>
    public void AddFrom(FeatureVector other, int position)
    {
        ArgumentNullException.ThrowIfNull(other);
        var id = other._ids[position];
        if (id >= FeatureSpace.FirstStranger)
        {
            id = Resolve(other.NameAt(position).AsSpan());
        }

        if (other.TextAt(position) is { } text)
        {
            Add(id, text);
            _codes![_count - 1] = other._codes![position];
        }
        else
        {
            Add(id, other._numbers[position]);
        }
    }

    /// <summary>Makes this a copy of another vector: by id when both belong to one space, else by name.</summary>
    public void CopyFrom(FeatureVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        if (ReferenceEquals(Space, other.Space) && !other.HasStrangers)
        {
            CopyEntries(other);
            return;
        }

        for (var i = 0; i < other._count; i++)
        {
            AddNamed(Resolve(other.NameAt(i).AsSpan()), other, i);
        }
    }

    /// <summary>The sum of the squared numbers.</summary>
    public double SquaredNorm()
    {
        var sum = 0.0;
        foreach (var number in Numbers)
        {
            sum += number * number;
        }

        return sum;
    }

    /// <inheritdoc/>
    public IEnumerator<Feature> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return new Feature(NameAt(i), _numbers[i], TextAt(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(string name, int id, FeatureValue value)
    {
        if (value.Text is not null)
        {
            Add(id, value.Text);
        }
        else
        {
            Add(id, Finite(name, value.Number));
        }
    }

    private void Replace(string name, int position, FeatureValue value)
    {
        if (value.Text is not null)
        {
            if (!IsText(position))
            {
                _numbers[position] = 0;
                SetText(position, value.Text);
            }
            else
            {
                _texts![position] = value.Text;
                _codes![position] = -1;
            }
        }
        else
        {
            _numbers[position] = Finite(name, value.Number);
            if (IsText(position))
            {
                _texts![position] = null;
                _textCount--;
            }
        }
    }

    private static double Finite(string name, double number) =>
        double.IsFinite(number) ? number : throw new ArgumentException($"The feature '{name}' is {number}; a finite number is needed.", nameof(number));

    private void SetText(int position, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_texts is null || _texts.Length < _ids.Length)
        {
            Array.Resize(ref _texts, _ids.Length);
            Array.Resize(ref _codes, _ids.Length);
        }

        _texts[position] = text;
        _codes![position] = -1;
        _textCount++;
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
            index = _strangers.Count;
            _strangers.Add(name);
            _strangerIndex.Add(name, index);
        }

        return FeatureSpace.FirstStranger + index;
    }

    private void IndexPositions()
    {
        if (_indexed >= _count)
        {
            return;
        }

        if (_positions.Length < Space.Count)
        {
            _positions = new int[Math.Max(16, Space.Count * 2)];
            _indexed = 0;
        }

        for (var i = _indexed; i < _count; i++)
        {
            var id = _ids[i];
            if (id < _positions.Length)
            {
                _positions[id] = i;
            }
        }

        _indexed = _count;
    }

    private void Grow()
    {
        var size = _ids.Length * 2;
        Array.Resize(ref _ids, size);
        Array.Resize(ref _numbers, size);
    }
}
