using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace OnlineMl.Features;

/// <summary>Fills a vector with named values from outside and refuses a name that comes twice, in constant time per name.</summary>
/// <remarks>Most examples list the same names in the same order. So the ids of the last example are kept, and a name is first
/// compared with the one that came at this point last time; it is hashed and looked up only when it differs.</remarks>
internal sealed class FeatureFiller(FeatureVector vector)
{
    // How many names of the last example may be missing in a row before the rest is looked up.
    private const int LookAhead = 3;
    private const int LongestNameShown = 100;

    private readonly NameSet _names = new();
    private int[] _layout = [];
    private int _layoutCount;
    private int _cursor;
    private bool _isLoose;

    public TextCache Texts => field ??= new TextCache(64);

    /// <summary>Empties the vector.</summary>
    public void Begin()
    {
        vector.Clear();
        _names.Clear();
        _cursor = 0;
        _isLoose = false;
    }

    /// <summary>Remembers the order of names when it was a new one.</summary>
    public void End()
    {
        if (!_isLoose)
        {
            return;
        }

        var ids = vector.Ids;
        if (_layout.Length < ids.Length)
        {
            _layout = new int[ids.Length * 2];
        }

        ids.CopyTo(_layout);
        _layoutCount = ids.Length;
    }

    /// <summary>The length of the name that is expected next if the text, which is JSON, begins with it and the quotation mark behind it;
    /// else 0.</summary>
    public int LengthOfExpected(ReadOnlySpan<byte> utf8Text) =>
        _cursor < _layoutCount && !_isLoose && _names.IsEmpty ? vector.Space.LengthOfQuoted(_layout[_cursor], utf8Text) : 0;

    /// <summary>Adds a finite number under the name that is expected next.</summary>
    public void AddExpected(double number, long rest) => vector.Add(_layout[_cursor++], number, rest);

    /// <summary>Adds a number.</summary>
    public void Add(ReadOnlySpan<byte> utf8Name, double number, long rest = 0)
    {
        var id = IdOf(utf8Name);
        if (!double.IsFinite(number))
        {
            throw new FeatureFormatException($"The feature '{Shown(utf8Name)}' is not a finite number.");
        }

        vector.Add(id, number, rest);
    }

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<byte> utf8Name, string text) => vector.Add(IdOf(utf8Name), text);

    /// <summary>Notes that a name came without a value.</summary>
    public void AddAbsent(ReadOnlySpan<byte> utf8Name)
    {
        var id = vector.Space.HashBits > 0 ? -1 : vector.Find(utf8Name);
        if ((id >= 0 && vector.IndexOf(id) >= 0) || !_names.Add(utf8Name))
        {
            throw Twice(utf8Name);
        }
    }

    /// <summary>Adds a number or a text.</summary>
    public void Add(string name, FeatureValue value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!value.IsAbsent && _names.IsEmpty && !_isLoose && _cursor < _layoutCount && vector.Space.IsNamed(_layout[_cursor], name) &&
            double.IsFinite(value.Number))
        {
            vector.Add(_layout[_cursor++], value);
            return;
        }

        byte[]? rented = null;
        Span<byte> buffer = name.Length <= 128 ? stackalloc byte[384] : rented = ArrayPool<byte>.Shared.Rent(name.Length * 3);
        try
        {
            var utf8Name = buffer[..Encoding.UTF8.GetBytes(name, buffer)];
            if (value.IsAbsent)
            {
                AddAbsent(utf8Name);
            }
            else if (value.Text is not null)
            {
                Add(utf8Name, value.Text);
            }
            else
            {
                Add(utf8Name, value.Number, value.Rest);
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>A name as it is shown in a message.</summary>
    public static string Shown(ReadOnlySpan<byte> utf8Name) =>
        utf8Name.Length <= LongestNameShown ? Encoding.UTF8.GetString(utf8Name) : Encoding.UTF8.GetString(utf8Name[..LongestNameShown]) + "…";

    private static FeatureFormatException Twice(ReadOnlySpan<byte> utf8Name) => new($"The feature '{Shown(utf8Name)}' is given twice.");

    private int IdOf(ReadOnlySpan<byte> utf8Name)
    {
        var space = vector.Space;
        var end = Math.Min(_cursor + LookAhead, _layoutCount);
        for (var i = _cursor; i < end; i++)
        {
            var id = _layout[i];
            if (space.IsNamed(id, utf8Name))
            {
                _cursor = i + 1;
                if (_isLoose || !_names.IsEmpty)
                {
                    CheckNew(id, utf8Name);
                }

                return id;
            }
        }

        return NewId(utf8Name);
    }

    private int NewId(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.Length > FeatureSpace.MaxNameBytes)
        {
            throw new FeatureFormatException(
                $"The name of the feature '{Shown(utf8Name)}' has {utf8Name.Length} bytes; at most {FeatureSpace.MaxNameBytes} are allowed.");
        }

        if (!Utf8.IsValid(utf8Name))
        {
            throw new FeatureFormatException($"The name of the feature '{Shown(utf8Name)}' is not UTF-8.");
        }

        if (vector.Space.HashBits > 0)
        {
            // Different names may share an id here, so only the names tell whether one comes twice.
            return _names.Add(utf8Name) ? vector.Resolve(utf8Name) : throw Twice(utf8Name);
        }

        _isLoose = true;
        var id = vector.Resolve(utf8Name);
        CheckNew(id, utf8Name);
        return id;
    }

    private void CheckNew(int id, ReadOnlySpan<byte> utf8Name)
    {
        if (vector.IndexOf(id) >= 0 || _names.Contains(utf8Name))
        {
            throw Twice(utf8Name);
        }
    }
}
