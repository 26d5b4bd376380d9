using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.Features;

/// <summary>Numbers the names of features: each new name gets the next small whole number, its id, for good.</summary>
/// <remarks>One space belongs to one model; learners keep their weights and moments in arrays indexed by these ids. A hashed
/// space remembers no names: the id is a fixed hash of the name, so that memory is bounded and different names may share an
/// id. Not safe for use by several threads at once. It has more than three hundred lines because names and texts are numbered, limited, marked and taken back
/// together, and finding a name, which every feature of every example does, must not go through a second object.</remarks>
public sealed class FeatureSpace : IStateful, IHoldsMore
{
    /// <summary>Ids from here on stand for names that a vector carries but its space does not know.</summary>
    public const int FirstStranger = 1 << 30;

    /// <summary>The longest name accepted, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 1 << 16;

    private const int MostHashBits = 28;

    // Of a dictionary from texts to numbers: the entry and its bucket.
    private const long DictionaryEntryBytes = 28;

    // Names arrive from outside, so the order of the table must not be predictable from them.
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private string[] _names = [];
    private byte[][] _utf8Names = [];
    private int[] _buckets = [];
    private int _count;
    private bool _areNamesPlain = true;
    private string[] _values = [];
    private int _valueCount;
    private Dictionary<string, int>? _valueCodes;

    /// <summary>A space that remembers names.</summary>
    public FeatureSpace()
    {
    }

    /// <summary>A hashed space of 2^<paramref name="hashBits"/> ids, or one that remembers names when it is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hashBits"/> is not in [0, 28].</exception>
    public FeatureSpace(int hashBits) => HashBits = Require.Between(hashBits, 0, MostHashBits, nameof(hashBits));

    /// <summary>The binary logarithm of the number of ids of a hashed space; 0 for a space that remembers names.</summary>
    public int HashBits { get; }

    /// <summary>One more than the largest id in use.</summary>
    public int Count => HashBits > 0 ? 1 << HashBits : _count;

    /// <summary>How many different text values are numbered.</summary>
    public int ValueCount => _valueCount;

    /// <summary>The name of a feature. A hashed space answers with the number after a <c>#</c>.</summary>
    public string NameOf(int id) =>
        HashBits > 0 ? string.Create(CultureInfo.InvariantCulture, $"#{id}") : _names.AsSpan(0, _count)[id];

    /// <summary>The name of a feature as UTF-8; empty in a hashed space.</summary>
    public ReadOnlySpan<byte> Utf8NameOf(int id) => HashBits > 0 ? [] : _utf8Names.AsSpan(0, _count)[id];

    /// <summary>The id of a name, or -1 when the name is unknown.</summary>
    public int Find(ReadOnlySpan<char> name)
    {
        byte[]? rented = null;
        var utf8 = NameBytes.Of(name, stackalloc byte[256], ref rented);
        var id = Find(utf8);
        NameBytes.Return(rented);
        return id;
    }

    /// <summary>The id of a name given in UTF-8, or -1 when the name is unknown.</summary>
    public int Find(ReadOnlySpan<byte> utf8Name)
    {
        if (HashBits > 0)
        {
            return (int)(NameHash.Of(utf8Name, 0) >> (64 - HashBits));
        }

        if (_count == 0)
        {
            return -1;
        }

        var mask = _buckets.Length - 1;
        for (var i = (int)NameHash.Of(utf8Name, Seed) & mask; ; i = (i + 1) & mask)
        {
            var id = _buckets[i] - 1;
            if (id < 0)
            {
                return -1;
            }

            if (utf8Name.SequenceEqual(_utf8Names[id]))
            {
                return id;
            }
        }
    }

    /// <summary>The id of a name, which is numbered when it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<char> name)
    {
        byte[]? rented = null;
        var utf8 = NameBytes.Of(name, stackalloc byte[256], ref rented);
        var id = GetOrAdd(utf8);
        NameBytes.Return(rented);
        return id;
    }

    /// <summary>The id of a name given in UTF-8, which is numbered when it is new.</summary>
    /// <exception cref="ArgumentException">The name is not UTF-8 or is longer than <see cref="MaxNameBytes"/>.</exception>
    public int GetOrAdd(ReadOnlySpan<byte> utf8Name)
    {
        var id = Find(utf8Name);
        if (id >= 0)
        {
            return id;
        }

        CheckLength(utf8Name.Length);
        if (!Utf8.IsValid(utf8Name))
        {
            throw new ArgumentException("A feature name is not UTF-8.", nameof(utf8Name));
        }

        if (_count == _names.Length)
        {
            var size = Math.Max(8, _count * 2);
            Array.Resize(ref _names, size);
            Array.Resize(ref _utf8Names, size);
        }

        _names[_count] = Encoding.UTF8.GetString(utf8Name);
        _utf8Names[_count] = utf8Name.ToArray();
        _count++;
        if (_count * 2 > _buckets.Length)
        {
            Rehash();
        }
        else
        {
            Insert(_count - 1);
        }

        return _count - 1;
    }

    /// <summary>How often a new name or text was passed over because there were too many.</summary>
    internal long PassedOver { get; private set; }

    /// <summary>The id of a name, which is numbered when it is new, or -1 when there are so many names already.</summary>
    internal int TryGetOrAdd(ReadOnlySpan<char> name, int most)
    {
        byte[]? rented = null;
        var utf8 = NameBytes.Of(name, stackalloc byte[256], ref rented);
        var id = TryGetOrAdd(utf8, most);
        NameBytes.Return(rented);
        return id;
    }

    /// <summary>The id of a name given in UTF-8, which is numbered when it is new, or -1 when there are so many names already.</summary>
    internal int TryGetOrAdd(ReadOnlySpan<byte> utf8Name, int most)
    {
        if (_count < most || HashBits > 0)
        {
            return GetOrAdd(utf8Name);
        }

        var id = Find(utf8Name);
        PassedOver += id < 0 ? 1 : 0;
        return id;
    }

    /// <summary>The number of a text value, which is numbered when it is new; that of <see cref="NameLimit.OtherText"/> when there are so many already.</summary>
    internal int GetOrAddValue(string text, int most)
    {
        if (_valueCount < most || FindValue(text) >= 0)
        {
            return GetOrAddValue(text);
        }

        PassedOver++;
        return GetOrAddValue(NameLimit.OtherText);
    }

    /// <summary>What caches of ids compare: another object after names were forgotten, whose ids then stand for other names.</summary>
    internal object Identity { get; private set; } = new();

    long IHoldsMore.UndescribedBytes
    {
        get
        {
            var bytes = ((long)_utf8Names.Length * IntPtr.Size) + ((long)_buckets.Length * sizeof(int)) + ((_valueCodes?.Capacity ?? 0) * DictionaryEntryBytes);
            foreach (var name in _utf8Names.AsSpan(0, _count))
            {
                bytes += StateMeasure.SizeOfBytes(name.Length);
            }

            return bytes;
        }
    }

    /// <summary>How many names and texts there are, to go back to.</summary>
    internal SpaceMark Mark() => new(_count, _valueCount);

    /// <summary>Forgets the names and texts that came after a mark.</summary>
    internal void GoBack(SpaceMark mark)
    {
        if (_count > mark.Names)
        {
            Array.Clear(_names, mark.Names, _count - mark.Names);
            Array.Clear(_utf8Names, mark.Names, _count - mark.Names);
            _count = mark.Names;
            _areNamesPlain = true;
            Rehash();
            Identity = new object();
        }

        while (_valueCount > mark.Texts)
        {
            _valueCodes!.Remove(_values[--_valueCount]);
            _values[_valueCount] = null!;
            Identity = new object();
        }
    }

    /// <summary>The number of a text value, or -1 when it is unknown. All features share one numbering of values.</summary>
    public int FindValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _valueCodes is not null && _valueCodes.TryGetValue(text, out var code) ? code : -1;
    }

    /// <summary>The number of a text value, which is numbered when it is new.</summary>
    public int GetOrAddValue(string text)
    {
        var code = FindValue(text);
        if (code >= 0)
        {
            return code;
        }

        if (_valueCount == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(8, _valueCount * 2));
        }

        _values[_valueCount] = text;
        (_valueCodes ??= new Dictionary<string, int>(StringComparer.Ordinal)).Add(text, _valueCount);
        return _valueCount++;
    }

    /// <summary>The text value with a number.</summary>
    public string ValueOf(int code) => _values.AsSpan(0, _valueCount)[code];

    void IStateful.Describe(StateArchive state)
    {
        state.Field("names", ref _names, FieldLength.First(_count));
        state.Field("values", ref _values, FieldLength.First(_valueCount));
        if (!state.IsLoading)
        {
            return;
        }

        _count = _names.Length;
        _utf8Names = Array.ConvertAll(_names, Encoding.UTF8.GetBytes);
        Rehash();
        for (var id = 0; id < _count && HashBits == 0; id++)
        {
            if (Find(_utf8Names[id]) != id)
            {
                throw new StateFormatException($"The feature '{_names[id]}' is listed twice.");
            }
        }

        _valueCount = _values.Length;
        _valueCodes = _valueCount == 0 ? null : new Dictionary<string, int>(_valueCount, StringComparer.Ordinal);
        for (var i = 0; i < _valueCount; i++)
        {
            // Texts that are not well-formed UTF-16 may have become equal when they were saved; the first stays.
            _valueCodes!.TryAdd(_values[i], i);
        }
    }

    internal static void CheckLength(int nameBytes)
    {
        if (nameBytes > MaxNameBytes)
        {
            throw new ArgumentException($"The name of a feature has {nameBytes} bytes; at most {MaxNameBytes} are allowed.", nameof(nameBytes));
        }
    }

    internal bool IsNamed(int id, ReadOnlySpan<byte> utf8Name) => (uint)id < (uint)_count && utf8Name.SequenceEqual(_utf8Names[id]);

    /// <summary>The length of a name if the text, which is JSON, begins with it and the quotation mark behind it; 0 when it does not, or when
    /// there are names that JSON writes with escapes.</summary>
    internal int LengthOfQuoted(int id, ReadOnlySpan<byte> utf8Text)
    {
        if ((uint)id >= (uint)_count || !_areNamesPlain)
        {
            return 0;
        }

        var name = _utf8Names[id];
        return (uint)name.Length < (uint)utf8Text.Length && utf8Text[name.Length] == '"' && utf8Text.StartsWith(name) ? name.Length : 0;
    }

    internal bool IsNamed(int id, string name) => (uint)id < (uint)_count && string.Equals(_names[id], name, StringComparison.Ordinal);

    private void Rehash()
    {
        var size = 16;
        while (size < _count * 4)
        {
            size *= 2;
        }

        _buckets = new int[size];
        for (var id = 0; id < _count; id++)
        {
            Insert(id);
        }
    }

    private void Insert(int id)
    {
        _areNamesPlain &= FlatJson.IsPlain(_utf8Names[id]);
        var mask = _buckets.Length - 1;
        var i = (int)NameHash.Of(_utf8Names[id], Seed) & mask;
        while (_buckets[i] != 0)
        {
            i = (i + 1) & mask;
        }

        _buckets[i] = id + 1;
    }
}
