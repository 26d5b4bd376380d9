using System.Globalization;

namespace OnlineMl.Cli.Commands;

/// <summary>Reads spans such as <c>7</c>, <c>12h</c> and <c>1.5d</c>.</summary>
internal static class Durations
{
    /// <summary>A plain number as it is; a number with the unit s, m, h or d in days.</summary>
    public static double Days(string text)
    {
        var days = text is [.., var unit] ? unit switch
        {
            's' => 1.0 / (24 * 60 * 60),
            'm' => 1.0 / (24 * 60),
            'h' => 1.0 / 24,
            'd' => 1.0,
            _ => 0,
        }
        : 0;
        var digits = days > 0 ? text.AsSpan(0, text.Length - 1) : text;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * (days > 0 ? days : 1)
            : throw new UsageException($"--delay is '{text}'; it must be a number, with or without the unit s, m, h or d.");
    }
}
