namespace OnlineMl.Datasets;

/// <summary>The numbers that become of a date or a time. Each is a feature that is called as the column, <c>_</c> and the part in small letters.</summary>
[Flags]
public enum TimeParts
{
    /// <summary>None: the column is left out.</summary>
    None = 0,

    /// <summary>The year.</summary>
    Year = 1,

    /// <summary>The month, 1 to 12.</summary>
    Month = 2,

    /// <summary>The day of the week, 1 for Monday to 7 for Sunday.</summary>
    Weekday = 4,

    /// <summary>The hour of the day with its fraction: 8.5 is half past eight.</summary>
    Hour = 8,

    /// <summary>The number of the day: days since 1970-01-01.</summary>
    Day = 16,
}
