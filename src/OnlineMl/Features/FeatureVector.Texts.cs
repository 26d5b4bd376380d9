namespace OnlineMl.Features;

/// <content>Values that are texts.</content>
public sealed partial class FeatureVector
{
    /// <summary>Whether any value is a text.</summary>
    public bool HasText => _textCount > 0;

    /// <summary>Whether the value at a position is a text.</summary>
    public bool IsText(int position) => TextAt(position) is not null;

    /// <summary>The text at a position, or null when the value is a number.</summary>
    public string? TextAt(int position) => _textCount > 0 && (uint)position < (uint)_texts.Length ? _texts[position] : null;

    /// <summary>The number that the space gave the text at a position, or -1 when it does not know that text or the value is
    /// a number.</summary>
    public int ValueCodeAt(int position)
    {
        if (TextAt(position) is not { } text)
        {
            return -1;
        }

        var code = _codes[position];
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
            _codes[position] = code;
        }

        return code;
    }

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
