using System.Globalization;

namespace OnlineMl.Serving.Configuration;

/// <summary>Reads spans of time such as <c>30d</c>, <c>12h</c> and <c>1.5m</c> and numbers of bytes such as <c>4096</c>, <c>512M</c> and <c>1.5G</c>: alike in the
/// configuration, in the environment and in the tool.</summary>
internal static class WrittenUnits
{
    /// <summary>What a span of time is, for messages.</summary>
    public const string OfTime = "time such as 30d, 12h, 5m, 15s or 00:00:15";

    /// <summary>What a number of bytes is, for messages.</summary>
    public const string OfBytes = "number of bytes such as 4096, 512M or 2G";

    /// <summary>A number with the unit ms, s, m, h or d, or hours, minutes and seconds with colons.</summary>
    public static bool TryReadTime(string text, out TimeSpan span)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'm', 's'] => (number, TimeSpan.FromMilliseconds(1)),
            [.. var number, 's'] => (number, TimeSpan.FromSeconds(1)),
            [.. var number, 'm'] => (number, TimeSpan.FromMinutes(1)),
            [.. var number, 'h'] => (number, TimeSpan.FromHours(1)),
            [.. var number, 'd'] => (number, TimeSpan.FromDays(1)),
            _ => ("", TimeSpan.Zero),
        };
        if (unit == TimeSpan.Zero)
        {
            // A number alone would be days; zero is zero in all units.
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span) && (span == TimeSpan.Zero || text.Contains(':', StringComparison.Ordinal));
        }

        span = TimeSpan.Zero;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count > TimeSpan.MaxValue / unit)
        {
            return false;
        }

        span = unit * count;
        return true;
    }

    /// <summary>A number, with or without the unit K, M, G or T, which are powers of 1024, as in 512M, 512MB and 512MiB.</summary>
    public static bool TryReadBytes(string text, out long bytes)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out bytes))
        {
            return true;
        }

        var digits = text.EndsWith("iB", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('B') ? text[..^1] : text;
        var shift = digits is [.., var unit] ? unit switch
        {
            'K' or 'k' => 10,
            'M' or 'm' => 20,
            'G' or 'g' => 30,
            'T' or 't' => 40,
            _ => 0,
        }
        : 0;
        if (shift == 0 || !double.TryParse(digits.AsSpan(0, digits.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number >= long.MaxValue >> shift)
        {
            return false;
        }

        bytes = (long)(number * (1L << shift));
        return true;
    }
}
