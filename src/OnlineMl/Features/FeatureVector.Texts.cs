using System.Text;

namespace OnlineMl.Features;

/// <content>Values that are texts.</content>
public sealed partial class FeatureVector
{
    // Stands for a text that is there in UTF-8 only.
    private static readonly string Undecoded = new('?', 1);

    private byte[] _utf8 = [];
    private int _utf8Length;
    private (int Start, int Length)[] _utf8Texts = [];

    /// <summary>Whether any value is a text.</summary>
    public bool HasText => _textCount > 0;

    /// <summary>Whether the value at a position is a text.</summary>
    public bool IsText(int position) => _textCount > 0 && (uint)position < (uint)_texts.Length && _texts[position] is not null;

    /// <summary>The text at a position, or null when the value is a number.</summary>
    public string? TextAt(int position) =>
        !IsText(position) ? null
        : ReferenceEquals(_texts[position], Undecoded) ? _texts[position] = Encoding.UTF8.GetString(Utf8At(position))
        : _texts[position];

    /// <summary>The number that the space gave the text at a position, or -1 when it does not know that text or the value is
    /// a number.</summary>
    public int ValueCodeAt(int position)
    {
        if (!IsText(position))
        {
            return -1;
        }

        var code = _codes[position];
        return code >= 0 ? code : FindValueCode(position);
    }

    /// <summary>The number of the text at a position, added to the space when it is new. For learning only.</summary>
    public int LearnValueCodeAt(int position)
    {
        var code = ValueCodeAt(position);
        return code >= 0 || TextAt(position) is not { } text ? code : _codes[position] = Space.GetOrAddValue(text, MostNames);
    }

    /// <summary>Whether a text says a number.</summary>
    internal bool HasNumberAsText => FindNumberAsText() is not null;

    /// <summary>The name of the first feature whose text says a number; null when there is none.</summary>
    internal string? FindNumberAsText()
    {
        for (var position = 0; _textCount > 0 && position < _count; position++)
        {
            if (IsText(position) && NumberText.TryRead(TextAt(position)!, out _))
            {
                return NameAt(position);
            }
        }

        return null;
    }

    /// <summary>Takes texts that say a number as that number.</summary>
    internal void ReadNumbers()
    {
        for (var position = 0; _textCount > 0 && position < _count; position++)
        {
            if (IsText(position) && NumberText.TryRead(TextAt(position)!, out var number))
            {
                ReplaceByNumber(position, number.Number);
                if (number.Rest != 0)
                {
                    SetRest(position, number.Rest);
                }
            }
        }
    }

    /// <summary>Adds a text in UTF-8, of which a string is made only when one is asked for.</summary>
    internal void AddUtf8(int id, ReadOnlySpan<byte> text)
    {
        Add(id, 0.0);
        SetText(_count - 1, Undecoded);
        if (_utf8Texts.Length < _texts.Length)
        {
            Array.Resize(ref _utf8Texts, _texts.Length);
        }

        if (_utf8.Length - _utf8Length < text.Length)
        {
            Array.Resize(ref _utf8, Math.Max(_utf8Length + text.Length, _utf8.Length * 2));
        }

        text.CopyTo(_utf8.AsSpan(_utf8Length));
        _utf8Texts[_count - 1] = (_utf8Length, text.Length);
        _utf8Length += text.Length;
    }

    /// <summary>The text at a position in UTF-8, if no string was made of it yet.</summary>
    internal bool TryGetUtf8(int position, out ReadOnlySpan<byte> text)
    {
        var isThere = IsText(position) && ReferenceEquals(_texts[position], Undecoded);
        text = isThere ? Utf8At(position) : [];
        return isThere;
    }

    private int FindValueCode(int position) => _codes[position] = Space.FindValue(TextAt(position)!);

    private ReadOnlySpan<byte> Utf8At(int position) => _utf8.AsSpan(_utf8Texts[position].Start, _utf8Texts[position].Length);

    private void SetText(int position, string text)
    {
        if (_texts.Length < _ids.Length)
        {
            Array.Resize(ref _texts, _ids.Length);
            Array.Resize(ref _codes, _ids.Length);
        }

        _texts[position] = text;
        _codes[position] = -1;
        _textCount++;
    }
}
