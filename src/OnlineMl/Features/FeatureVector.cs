using System.Collections;
using System.Runtime.CompilerServices;
using OnlineMl.Numerics;

namespace OnlineMl.Features;

/// <summary>The features of one example: names with a number or a text each, in the order in which they came.</summary>
/// <remarks>A feature that is not listed is absent, which is not the same as zero. The vector is a reusable buffer: clear it
/// and fill it again, and nothing is allocated. All vectors that one model sees belong to that model's
/// <see cref="FeatureSpace"/>. Several threads may read a vector at once while none changes it or its space.
/// It has more than three hundred lines, in five files by purpose, because names, texts and whole numbers are kept beside the numbers, entry by
/// entry: a class of its own for each would cost every example a call for each entry.
/// <example><code>
/// var space = new FeatureSpace();
/// var x = new FeatureVector(space) { ["age"] = 31, ["country"] = "FR" };
/// </code></example></remarks>
public sealed partial class FeatureVector : IEnumerable<Feature>
{
    private const int ScanLimit = 8;

    private readonly bool _keepsStrangers;
    private int[] _ids = new int[8];
    private double[] _numbers = new double[8];
    private string?[] _texts = [];
    private int[] _codes = [];
    private int _count;
    private int _textCount;
    private int _denseCount;
    private int _most = int.MaxValue;
    private object? _maker;
    private PositionIndex? _positions;

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

    /// <summary>The moment to which the example belongs, by which statistics over a period forget; null when it has none. Goes with the example
    /// through pipelines, and is no feature.</summary>
    public DateTime? Time
    {
        get;
        set
        {
            field = value;
            IsTimeRead = false;
        }
    }

    /// <summary>Whether the moment was read from a feature of the example, which may change without it.</summary>
    internal bool IsTimeRead { get; private set; }

    /// <summary>How many features a step may make of the example.</summary>
    internal int MostMade { get; set; } = MadeFeatures.Usual;

    /// <summary>How many names each vocabulary may have that learns the example.</summary>
    internal int MostNames { get; set; } = NameLimit.Usual;

    /// <summary>How many features are present.</summary>
    public int Count => _count;

    /// <summary>The ids of the features. An id of <see cref="FeatureSpace.FirstStranger"/> or more is unknown to the space.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    /// <summary>The values of the features, 0 where the value is a text.</summary>
    public ReadOnlySpan<double> Numbers => _numbers.AsSpan(0, _count);

    /// <summary>Whether the ids are exactly 0, 1, 2, … in that order, so that weights can be read without indirection.</summary>
    public bool IsDense => _denseCount == _count;

    internal FeatureFiller Filler => field ??= new FeatureFiller(this);

    /// <summary>Sets a feature, replacing it when it is present. A null text is left out.</summary>
    /// <exception cref="ArgumentException">The number is not finite, or the name is too long.</exception>
    public FeatureValue this[string name]
    {
        set
        {
            CheckFinite(name, value);
            if (value.IsAbsent)
            {
                return;
            }

            var id = Resolve(name);
            var position = IndexOf(id);
            if (position < 0)
            {
                Add(id, value);
            }
            else
            {
                ReplaceByNumber(position, value.Number);
                if (value.Rest != 0)
                {
                    SetRest(position, value.Rest);
                }

                if (value.Text is not null)
                {
                    SetText(position, value.Text);
                }
            }
        }
    }

    /// <summary>Removes all features, and the moment.</summary>
    public void Clear()
    {
        // Most examples hold nothing but numbers under known names.
        if ((_textCount | _restCount) != 0 || _positions is not null || HasStrangers)
        {
            ClearBesideNumbers();
        }

        if (Time.HasValue)
        {
            Time = null;
        }

        _count = 0;
        _denseCount = 0;
    }

    /// <summary>Adds a feature by name. A null text is left out.</summary>
    /// <exception cref="ArgumentException">The feature is present already, the number is not finite, or the name is too long.</exception>
    public void Add(string name, FeatureValue value)
    {
        CheckFinite(name, value);
        if (value.IsAbsent)
        {
            return;
        }

        var id = Resolve(name);
        if (Space.HashBits == 0 && IndexOf(id) >= 0)
        {
            throw new ArgumentException($"The feature '{name}' is given twice.", nameof(name));
        }

        Add(id, value);
    }

    /// <summary>Adds a number under an id of the space. Neither the id nor the number is checked.</summary>
    public void Add(int id, double number)
    {
        var count = _count;
        if (count == _ids.Length)
        {
            Reserve(count + 1);
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
        ArgumentNullException.ThrowIfNull(text);
        Add(id, 0.0);
        SetText(_count - 1, text);
    }

    /// <summary>Sets the numbers of features 0, 1, 2, … of the space.</summary>
    /// <remarks>The space must know at least as many names, given once in that order.</remarks>
    /// <exception cref="ArgumentException">There are more numbers than names, or a number is not finite.</exception>
    public void Fill(ReadOnlySpan<double> numbers)
    {
        if (numbers.Length > Space.Count)
        {
            throw new ArgumentException($"There are {numbers.Length} numbers but the space knows {Space.Count} names.", nameof(numbers));
        }

        if (!Dense.AreFinite(numbers))
        {
            RefuseFirstNotFinite(numbers);
        }

        var known = IsDense ? _count : 0;
        Clear();
        Reserve(numbers.Length);
        for (var i = known; i < numbers.Length; i++)
        {
            _ids[i] = i;
        }

        Dense.Copy(numbers, _numbers);
        _count = numbers.Length;
        _denseCount = _count;
    }

    /// <summary>The position of a feature in this vector, or -1 when it is absent.</summary>
    public int IndexOf(int id)
    {
        if ((uint)id < (uint)_count && _ids[id] == id)
        {
            return id;
        }

        var ids = _ids.AsSpan(0, _count);
        return ids.Length <= ScanLimit ? ids.IndexOf(id) : (_positions ??= new PositionIndex()).Find(ids, id);
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

    /// <summary>Adds the feature at a position of another vector of the same space under the same id.</summary>
    public void AddFrom(FeatureVector other, int position)
    {
        ArgumentNullException.ThrowIfNull(other);
        var id = other._ids[position];
        if (id >= FeatureSpace.FirstStranger)
        {
            id = Resolve(other.NameAt(position).AsSpan());
        }

        Add(id, other._numbers[position], other.RestAt(position));
        if (other.TextAt(position) is { } text)
        {
            SetText(_count - 1, text);
            _codes[_count - 1] = other._codes[position];
        }
    }

    /// <summary>Makes this a copy of another vector: by id when both belong to one space, else by name.</summary>
    public void CopyFrom(FeatureVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        if (other.Time.HasValue)
        {
            Time = other.Time;
            IsTimeRead = other.IsTimeRead;
        }

        (MostMade, MostNames) = (other.MostMade, other.MostNames);
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

    /// <summary>Sets the moment to one that a feature of the example tells.</summary>
    internal void SetReadTime(DateTime time)
    {
        Time = time;
        IsTimeRead = true;
    }

    internal void Add(int id, FeatureValue value)
    {
        Add(id, value.Number, value.Rest);
        if (value.Text is not null)
        {
            SetText(_count - 1, value.Text);
        }
    }

    private static void CheckFinite(string name, FeatureValue value)
    {
        if (!double.IsFinite(value.Number))
        {
            throw new ArgumentException($"The feature '{name}' is {value.Number}; a finite number is needed.", nameof(value));
        }
    }

    private void RefuseFirstNotFinite(ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            CheckFinite(Space.NameOf(i), numbers[i]);
        }
    }

    private void ClearBesideNumbers()
    {
        if (_textCount > 0)
        {
            Array.Clear(_texts, 0, Math.Min(_count, _texts.Length));
            _textCount = 0;
            _utf8Length = 0;
        }

        ClearRests();
        _positions?.Clear();
        ClearStrangers();
    }

    private void ReplaceByNumber(int position, double number)
    {
        _numbers[position] = number;
        if (RestAt(position) != 0)
        {
            _rests[position] = 0;
        }

        if (IsText(position))
        {
            _texts[position] = null;
            _textCount--;
        }
    }

    private void Reserve(int count)
    {
        if (_ids.Length < count)
        {
            Enlarge(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Enlarge(int count)
    {
        MadeFeatures.Check(_maker, count, _most);
        var size = Math.Max(count, Math.Min(_ids.Length * 2, _most));
        Array.Resize(ref _ids, size);
        Array.Resize(ref _numbers, size);
    }
}
