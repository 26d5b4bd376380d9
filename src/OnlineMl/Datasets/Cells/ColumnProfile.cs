namespace OnlineMl.Datasets.Cells;

/// <summary>What the cells of a column have in common, from which follows how it is read.</summary>
internal sealed class ColumnProfile(string name, MissingMarkers missing)
{
    private const double LeastMilliseconds = 1e11;

    // Hours, days and months may have a leading zero and are numbers all the same.
    private const int ShortestCode = 3;

    // The hyphenated forms first: what they take is unmistakable.
    private static readonly TimeNotation[] Notations = [TimeNotation.Iso, TimeNotation.Named, TimeNotation.Clock, TimeNotation.DayFirst, TimeNotation.MonthFirst];

    private readonly bool[] _areTimes = [true, true, true, true, true];
    private bool _areDigits = true;
    private bool _hasLeadingZero;
    private bool _arePoints = true;
    private bool _areCommas = true;
    private bool _hasDates;
    private bool _hasHours;
    private bool _hasPointsInDates;
    private double _largest;

    public string Name => name;

    /// <summary>How many cells have a value.</summary>
    public long Values { get; private set; }

    /// <summary>How many have none.</summary>
    public long Missing { get; private set; }

    /// <summary>How many values stood in quotes where those mean texts.</summary>
    public long Quoted { get; private set; }

    /// <summary>How many are numbers as programs write them.</summary>
    public long PlainNumbers { get; private set; }

    /// <summary>The narrowest type of a target that takes all values as classes.</summary>
    public TargetType Classes { get; private set; } = TargetType.Bool;

    /// <summary>Whether the values are codes, such as zip codes: digits alone, some of them with a leading zero that a number would lose.</summary>
    private bool AreCodes => _areDigits && _hasLeadingZero;

    /// <summary>Whether all values are dates that could have the month or the day first.</summary>
    public bool IsOrderOpen => Values > 0 && _areTimes[3] && _areTimes[4];

    public void Add(ReadOnlySpan<byte> cell, bool isQuoted = false)
    {
        if (missing.Match(cell))
        {
            Missing++;
            return;
        }

        Values++;
        Quoted += isQuoted ? 1 : 0;
        var classes = TargetCells.NarrowestOf(cell);
        Classes = classes > Classes ? classes : Classes;
        _areDigits = _areDigits && !cell.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        _hasLeadingZero |= cell[0] == '0' && cell.Length >= ShortestCode;
        var isPlain = Numerics.DecimalParser.TryRead(cell, out var number);
        PlainNumbers += isPlain ? 1 : 0;
        if (isPlain)
        {
            _largest = Math.Max(_largest, Math.Abs(number));
        }

        _arePoints = _arePoints && (isPlain || WrittenNumbers.TryRead(cell, NumberNotation.Point, out _));
        _areCommas = _areCommas && WrittenNumbers.TryRead(cell, NumberNotation.Comma, out _);
        for (var i = 0; i < Notations.Length; i++)
        {
            if (_areTimes[i] && (_areTimes[i] = WrittenTimes.TryRead(cell, Notations[i], out var moment)))
            {
                _hasDates |= Notations[i] != TimeNotation.Clock;
                _hasHours |= moment.TimeOfDay > TimeSpan.Zero;
                _hasPointsInDates |= cell.Contains((byte)'.') && !cell.Contains((byte)':');
            }
        }
    }

    /// <summary>How to read the column when nothing was said of it.</summary>
    /// <param name="prefersCommas">Whether a comma rather stands before decimals than between thousands.</param>
    /// <param name="keepsTimes">Whether dates and times stay texts.</param>
    public ColumnRule Guess(bool prefersCommas, bool keepsTimes) =>
        Values == 0 ? ColumnRule.Open
        : AreCodes ? new ColumnRule(ColumnKind.Category)
        : PlainNumbers == Values ? ColumnRule.PlainNumbers
        : Times() is { } times ? keepsTimes ? new ColumnRule(ColumnKind.Category) : TimesAs(times, null)
        : _arePoints || _areCommas ? new ColumnRule(ColumnKind.Number) { Numbers = Notation(prefersCommas) }
        : new ColumnRule(ColumnKind.Category);

    /// <summary>How numbers are written in a column that has been declared to have some.</summary>
    public NumberNotation Notation(bool prefersCommas) =>
        Values > 0 && PlainNumbers < Values && _areCommas && (prefersCommas || !_arePoints) ? NumberNotation.Comma : NumberNotation.Point;

    /// <summary>How to read a column that has been declared to have dates and times.</summary>
    public ColumnRule TimesAs(TimeNotation? notation, TimeParts? parts)
    {
        var written = notation ?? Times()
            ?? (Values > 0 && PlainNumbers == Values ? _largest < LeastMilliseconds ? TimeNotation.UnixSeconds : TimeNotation.UnixMilliseconds : TimeNotation.Iso);
        var proposed = written == TimeNotation.Clock ? TimeParts.Hour
            : TimeParts.Year | TimeParts.Month | TimeParts.Weekday | TimeParts.Day
                | (_hasHours || written >= TimeNotation.UnixSeconds || !_hasDates ? TimeParts.Hour : TimeParts.None);
        return parts == TimeParts.None ? new ColumnRule(ColumnKind.Ignored)
            : new ColumnRule(ColumnKind.Time) { Times = written, Parts = parts ?? proposed };
    }

    private TimeNotation? Times()
    {
        if (Values == 0)
        {
            return null;
        }

        // With strokes rather the American order, with points always the other one.
        if (IsOrderOpen && !_hasPointsInDates)
        {
            return TimeNotation.MonthFirst;
        }

        var found = Array.IndexOf(_areTimes, true);
        return found < 0 ? null : Notations[found];
    }
}
