using System.Diagnostics;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets.Cells;

/// <summary>Reads dates and times as people and programs write them.</summary>
internal static class WrittenTimes
{
    private const int Longest = 64;
    private const double MostSeconds = 253_402_300_799;

    // Two digits mean the hundred years up to this one, as in the framework's calendar.
    private const int LastShortYear = 49;

    /// <summary>Reads a whole cell.</summary>
    /// <returns>False when it is anything else than a moment in that notation.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, TimeNotation notation, out DateTime moment)
    {
        moment = default;
        if (notation >= TimeNotation.UnixSeconds)
        {
            return TryReadUnix(cell, notation == TimeNotation.UnixSeconds ? 1 : 1000, out moment);
        }

        var text = new TimeText(cell.Trim((byte)' '));
        if (text.IsAtEnd || cell.Length > Longest)
        {
            return false;
        }

        var (year, month, day) = (1970, 1, 1);
        if (notation != TimeNotation.Clock && !TryReadDate(ref text, notation, out year, out month, out day))
        {
            return false;
        }

        var time = TimeSpan.Zero;
        var hasTime = !text.IsAtEnd;
        if (hasTime && ((notation != TimeNotation.Clock && !text.TakeSeparatorOfTime()) || !text.TryTakeTime(out time) || !text.TakeZone()))
        {
            return false;
        }

        if (!text.IsAtEnd || (notation == TimeNotation.Clock && !hasTime) || month is < 1 or > 12 || year is < 1 or > 9999 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        moment = new DateTime(year, month, day) + time;
        return true;
    }

    private static bool TryReadUnix(ReadOnlySpan<byte> cell, double perSecond, out DateTime moment)
    {
        moment = default;
        if (!DecimalParser.TryRead(cell, out var number) || !(Math.Abs(number / perSecond) <= MostSeconds) || number / perSecond < -62_135_596_800)
        {
            return false;
        }

        moment = DateTime.UnixEpoch.AddTicks((long)(number / perSecond * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool TryReadDate(ref TimeText text, TimeNotation notation, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 1);
        return notation switch
        {
            TimeNotation.Iso => TryReadIso(ref text, out year, out month, out day),
            TimeNotation.MonthFirst => TryReadSeparated(ref text, out month, out day, out year),
            TimeNotation.DayFirst => TryReadSeparated(ref text, out day, out month, out year),
            TimeNotation.Named => TryReadNamed(ref text, out year, out month, out day),
            TimeNotation.Clock or TimeNotation.UnixSeconds or TimeNotation.UnixMilliseconds => throw new UnreachableException($"{notation} has no date."),
        };
    }

    private static bool TryReadIso(ref TimeText text, out int year, out int month, out int day)
    {
        (month, day) = (0, 1);
        if (!text.TryTakeNumber(4, 4, out year) || text.TakeAny("-/."u8) is not (> 0 and var separator) || !text.TryTakeNumber(1, 2, out month))
        {
            return false;
        }

        // A month alone is written with two digits and a hyphen.
        return text.TakeAny([separator]) > 0 ? text.TryTakeNumber(1, 2, out day) : text.IsAtEnd && separator == '-' && text.Length == 7;
    }

    private static bool TryReadSeparated(ref TimeText text, out int first, out int second, out int year)
    {
        (second, year) = (0, 0);
        return text.TryTakeNumber(1, 2, out first) && text.TakeAny("/.-"u8) is > 0 and var separator && text.TryTakeNumber(1, 2, out second)
            && text.TakeAny([separator]) > 0 && TryReadYear(ref text, out year);
    }

    private static bool TryReadNamed(ref TimeText text, out int year, out int month, out int day)
    {
        (year, day) = (0, 0);
        if (text.TryTakeWeekday())
        {
            text.TakeBetween();
        }

        if (text.TryTakeMonth(out month))
        {
            text.TakeBetween();
            return text.TryTakeNumber(1, 2, out day) && text.TakeBetween() && TryReadYear(ref text, out year);
        }

        return text.TryTakeNumber(1, 2, out day) && text.TakeBetween() && text.TryTakeMonth(out month) && text.TakeBetween() && TryReadYear(ref text, out year);
    }

    private static bool TryReadYear(ref TimeText text, out int year)
    {
        if (text.TryTakeNumber(4, 4, out year))
        {
            return true;
        }

        if (!text.TryTakeNumber(2, 2, out year))
        {
            return false;
        }

        year += year <= LastShortYear ? 2000 : 1900;
        return true;
    }
}
