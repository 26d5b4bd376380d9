using System.Globalization;

namespace OnlineMl.Cli.Commands;

/// <summary>Reads spans such as <c>7</c>, <c>12h</c> and <c>1.5d</c>.</summary>
internal static class Durations
{
    /// <summary>A plain number as it is; a number with the unit s, m, h or d in days.</summary>
    public static double Days(string text) =>
        TryParse(text, out var span) ? span.TotalDays
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--delay is '{text}'; it must be a number, with or without the unit s, m, h or d.");

    /// <summary>A number with the unit s, m, h or d.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        var unit = text is [.., var last] ? last switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        }
        : TimeSpan.Zero;
        span = TimeSpan.Zero;
        if (unit == TimeSpan.Zero || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > TimeSpan.MaxValue / unit)
        {
            return false;
        }

        span = unit * number;
        return true;
    }
}
