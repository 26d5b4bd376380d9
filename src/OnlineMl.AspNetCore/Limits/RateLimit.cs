using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>A number of calls in a span of time, in the River API's notation: <c>10000/1d</c>.</summary>
/// <param name="Calls">How many calls there may be.</param>
/// <param name="Window">In which time.</param>
internal sealed record RateLimit(int Calls, TimeSpan Window)
{
    /// <summary>What a text must be.</summary>
    public const string Notation = "a count, a slash, and a time of at most 365 days as number and unit s, m, h or d, such as 10000/1d";

    /// <summary>Reads <c>10000/1d</c>, <c>100/h</c> or <c>10000/1day</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RateLimit? limit)
    {
        limit = null;
        if (text?.Split('/') is not [var count, var time] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var calls) || calls < 1)
        {
            return false;
        }

        var digits = time.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
        {
            return false;
        }

        var seconds = time[digits..] switch
        {
            "s" or "sec" or "second" or "seconds" => 1,
            "m" or "min" or "minute" or "minutes" => 60,
            "h" or "hour" or "hours" => 3600,
            "d" or "day" or "days" => 86_400,
            _ => 0,
        };
        var number = 1;
        if (seconds == 0 || (digits > 0 && !int.TryParse(time.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            || number < 1 || (long)number * seconds > 365 * 86_400)
        {
            return false;
        }

        limit = new RateLimit(calls, TimeSpan.FromSeconds((long)number * seconds));
        return true;
    }
}
