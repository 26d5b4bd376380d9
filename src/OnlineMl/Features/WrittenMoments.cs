using System.Globalization;

namespace OnlineMl.Features;

/// <summary>Moments as data write them: seconds since 1970, or a date and a time of day.</summary>
internal static class WrittenMoments
{
    /// <summary>What is understood, for the messages of refusals.</summary>
    public const string Understood = "seconds since 1970, or a date or a date and time as ISO 8601 writes them, such as 2026-07-14 or 2026-07-14T09:30:00Z";

    // What Unix seconds can be and still be a date of .NET.
    private const double EarliestSeconds = -62_135_596_800;
    private const double LatestSeconds = 253_402_300_799;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd' 'HH:mmK",
    ];

    /// <summary>The moment some seconds after the beginning of 1970.</summary>
    /// <returns>False when it is not in the years 1 to 9999.</returns>
    public static bool TryOfSeconds(double seconds, out DateTime moment)
    {
        var isDate = seconds is >= EarliestSeconds and <= LatestSeconds;
        moment = isDate ? DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)) : default;
        return isDate;
    }

    /// <summary>The moment that a text writes as ISO 8601 does: the date with hyphens, then, behind a T or a space, the hours and minutes, the seconds
    /// and up to seven decimals of them, and Z or the distance from universal time, which is meant where none is given.</summary>
    public static bool TryParse(string text, out DateTime moment) => DateTime.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
}
