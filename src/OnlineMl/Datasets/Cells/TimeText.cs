using System.Text;

namespace OnlineMl.Datasets.Cells;

/// <summary>The text of a date or a time, from which parts are taken one after the other.</summary>
internal ref struct TimeText(ReadOnlySpan<byte> text)
{
    private static readonly byte[][] Months = Words("January February March April May June July August September October November December");
    private static readonly byte[][] Weekdays = Words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");

    private ReadOnlySpan<byte> _rest = text;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The length of the whole.</summary>
    public int Length { get; } = text.Length;

    /// <summary>Takes one of some characters.</summary>
    /// <returns>The character, or 0 when none of them is next.</returns>
    public byte TakeAny(scoped ReadOnlySpan<byte> characters)
    {
        if (_rest.IsEmpty || !characters.Contains(_rest[0]))
        {
            return 0;
        }

        var taken = _rest[0];
        _rest = _rest[1..];
        return taken;
    }

    /// <summary>Takes a number of so many digits, which no further one follows.</summary>
    public bool TryTakeNumber(int fewest, int most, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < _rest.Length && char.IsAsciiDigit((char)_rest[digits]))
        {
            number = digits < most ? (number * 10) + _rest[digits] - '0' : 0;
            digits++;
        }

        if (digits < fewest || digits > most)
        {
            return false;
        }

        _rest = _rest[digits..];
        return true;
    }

    /// <summary>Takes what stands between the parts of a date with the name of a month: blanks, a comma, a hyphen, a point or a slash.</summary>
    public bool TakeBetween()
    {
        var length = _rest.Length;
        while (TakeAny(" ,-./"u8) > 0)
        {
        }

        return _rest.Length < length;
    }

    public bool TryTakeMonth(out int month)
    {
        month = TakeWord(Months) + 1;
        return month > 0;
    }

    public bool TryTakeWeekday() => TakeWord(Weekdays) >= 0;

    /// <summary>Takes what stands between a date and a time.</summary>
    public bool TakeSeparatorOfTime()
    {
        if (TakeAny("Tt"u8) > 0)
        {
            return true;
        }

        var isComma = TakeAny(","u8) > 0;
        var isBlank = false;
        while (TakeAny(" "u8) > 0)
        {
            isBlank = true;
        }

        return isComma || isBlank;
    }

    public bool TryTakeTime(out TimeSpan time)
    {
        time = TimeSpan.Zero;
        var (second, fraction) = (0, 0L);
        if (!TryTakeNumber(1, 2, out var hour) || TakeAny(":"u8) == 0 || !TryTakeNumber(2, 2, out var minute))
        {
            return false;
        }

        if (TakeAny(":"u8) > 0 && (!TryTakeNumber(2, 2, out second) || (TakeAny(".,"u8) > 0 && !TryTakeFraction(out fraction))))
        {
            return false;
        }

        if (!TryTakeHalf(ref hour) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        time = new TimeSpan(hour, minute, Math.Min(second, 59)) + new TimeSpan(fraction);
        return true;
    }

    /// <summary>Takes an offset or the name of a zone, if there is one, with an explanation in brackets.</summary>
    public bool TakeZone()
    {
        TakeAny(" "u8);
        if (TakeAny("Zz"u8) > 0)
        {
            return true;
        }

        if (_rest.StartsWith("UTC"u8) || _rest.StartsWith("GMT"u8))
        {
            _rest = _rest[3..];
        }

        if (TakeAny("+-"u8) > 0 && !(TryTakeNumber(4, 4, out _) || (TryTakeNumber(1, 2, out _) && (TakeAny(":"u8) == 0 || TryTakeNumber(2, 2, out _)))))
        {
            return false;
        }

        if (_rest is [(byte)' ', (byte)'(', .., (byte)')'])
        {
            _rest = [];
        }

        return true;
    }

    private static byte[][] Words(string words) => Array.ConvertAll(words.Split(' '), Encoding.UTF8.GetBytes);

    /// <summary>Takes a word, or its first three letters or more, with a point behind them or not.</summary>
    /// <returns>Its position, or -1.</returns>
    private int TakeWord(byte[][] words)
    {
        var length = 0;
        while (length < _rest.Length && char.IsAsciiLetter((char)_rest[length]))
        {
            length++;
        }

        if (length < 3)
        {
            return -1;
        }

        for (var i = 0; i < words.Length; i++)
        {
            if (length <= words[i].Length && Ascii.EqualsIgnoreCase(_rest[..length], words[i].AsSpan(0, length)))
            {
                _rest = _rest[length..];
                return i;
            }
        }

        return -1;
    }

    private bool TryTakeFraction(out long ticks)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond;
        var digits = 0;
        while (digits < _rest.Length && char.IsAsciiDigit((char)_rest[digits]))
        {
            unit /= 10;
            ticks += (_rest[digits] - '0') * unit;
            digits++;
        }

        _rest = _rest[digits..];
        return digits > 0;
    }

    /// <summary>Takes AM or PM, if there is one, and gives the hour of the day.</summary>
    private bool TryTakeHalf(ref int hour)
    {
        var rest = _rest.TrimStart((byte)' ');
        var isMorning = rest.Length >= 2 && Ascii.EqualsIgnoreCase(rest[..2], "AM"u8);
        if (!isMorning && !(rest.Length >= 2 && Ascii.EqualsIgnoreCase(rest[..2], "PM"u8)))
        {
            return true;
        }

        _rest = rest[2..];
        if (hour is < 1 or > 12)
        {
            return false;
        }

        hour = (hour % 12) + (isMorning ? 0 : 12);
        return true;
    }
}
