namespace OnlineMl.Datasets;

/// <summary>How a column writes its dates and times. But for the last three a time of day may follow the date (<c>14:05</c>, <c>2:05:30 PM</c>) and an
/// offset or zone that one (<c>Z</c>, <c>+01:00</c>, <c>GMT</c>), which is not applied: the hour is the one that is written.</summary>
public enum TimeNotation
{
    /// <summary>Year, month, day: <c>2026-11-30</c>, <c>2026/11/30</c>, <c>2026-11</c>.</summary>
    Iso,

    /// <summary>Month, day, year: <c>11/30/2026</c>, <c>11/30/26</c>.</summary>
    MonthFirst,

    /// <summary>Day, month, year: <c>30.11.2026</c>, <c>30/11/26</c>.</summary>
    DayFirst,

    /// <summary>With the English name of the month: <c>Nov 30 2026</c>, <c>30-Nov-26</c>, <c>Mon, 30 November 2026</c>.</summary>
    Named,

    /// <summary>A time of day alone: <c>14:05</c>, <c>2:05:30 PM</c>.</summary>
    Clock,

    /// <summary>Seconds since 1970.</summary>
    UnixSeconds,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMilliseconds,
}
