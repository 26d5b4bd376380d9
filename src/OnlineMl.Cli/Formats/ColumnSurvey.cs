namespace OnlineMl.Cli.Formats;

/// <summary>Finds out what the values of a column have in common that is to be written.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="isTyped">Whether the data say themselves which values are numbers.</param>
internal sealed class ColumnSurvey(string name, bool isTyped)
{
    private const int MostValues = 100;

    private HashSet<string>? _different = new(StringComparer.Ordinal);
    private long _texts;
    private long _spelledNumbers;
    private long _missing;
    private long _truths;
    private bool _areDigits = true;
    private bool _hasCode;
    private bool _fitsLong = true;
    private bool _fitsDouble = true;

    public long Values { get; private set; }

    public void Add(string text, bool isText)
    {
        Values++;
        if (_different is not null && _different.Add(text) && _different.Count > MostValues)
        {
            _different = null;
        }

        if (isText)
        {
            AddText(text);
        }
        else
        {
            AddNumber(text);
        }
    }

    /// <summary>The column.</summary>
    /// <param name="isText">Whether its values are texts even when they look like numbers.</param>
    public WrittenColumn Column(bool isText)
    {
        var areNumbers = _texts == 0 || (!isTyped && !(_areDigits && _hasCode) && _spelledNumbers > 0 && _spelledNumbers + _missing == _texts);
        var kind = areNumbers && !isText ? WrittenKind.Number : _truths == Values ? WrittenKind.Truth : WrittenKind.Text;
        return new WrittenColumn(name, kind) { IsEmpty = Values == 0, FitsLong = _fitsLong, FitsDouble = _fitsDouble, Values = kind == WrittenKind.Number ? [] : _different ?? [] };
    }

    private void AddText(string text)
    {
        _texts++;
        _truths += text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        var number = text.AsSpan().Trim(' ');
        if (NumberSpelling.IsNumber(number))
        {
            _spelledNumbers++;
            _areDigits = _areDigits && NumberSpelling.AreDigits(number);
            _hasCode |= NumberSpelling.IsCode(number);
            AddNumber(number);
        }
        else if (NumberSpelling.IsMissing(text.Trim(' ')))
        {
            _missing++;
        }
    }

    private void AddNumber(ReadOnlySpan<char> number)
    {
        _fitsLong = _fitsLong && NumberSpelling.FitsLong(number);
        _fitsDouble = _fitsDouble && NumberSpelling.FitsDouble(number);
    }
}
