using System.Buffers;
using System.Globalization;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Formats;

/// <summary>How numbers are spelled.</summary>
internal static class NumberSpelling
{
    private const int ShortestCode = 3;
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789+-.eE");

    private static readonly HashSet<string> Missing = new(ColumnOptions.UsualMissing, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text stands for an absent number.</summary>
    public static bool IsMissing(string text) => Missing.Contains(text);

    /// <summary>Whether a text is a number as programs write them.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(Characters) && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    /// <summary>Whether a text is a code, such as a zip code, when all others of its column are digits, too.</summary>
    public static bool IsCode(ReadOnlySpan<char> text) => text.Length >= ShortestCode && text[0] == '0' && AreDigits(text);

    public static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    public static bool FitsLong(ReadOnlySpan<char> number) => long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether it is no whole number that a double would round.</summary>
    public static bool FitsDouble(ReadOnlySpan<char> number) =>
        number.ContainsAny(".eE") || (Int128.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && (Int128)(double)whole == whole);

    public static double ToDouble(ReadOnlySpan<char> number) => double.Parse(number, Styles, CultureInfo.InvariantCulture);

    public static long ToLong(ReadOnlySpan<char> number) => long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A number as JSON spells it: without a plus, zeros that lead, and a point without digits on both sides.</summary>
    public static string ToJson(string number)
    {
        var isNegative = number[0] == '-';
        var digits = number.AsSpan(number[0] is '-' or '+' ? 1 : 0);
        var whole = digits.IndexOfAny(".eE") is >= 0 and var end ? digits[..end] : digits;
        var rest = digits[whole.Length..];
        if (whole.IsEmpty || (rest.Length > 0 && rest[0] == '.' && (rest.Length == 1 || !char.IsAsciiDigit(rest[1]))))
        {
            return ToDouble(number).ToString("R", CultureInfo.InvariantCulture);
        }

        var plain = whole.TrimStart('0');
        return plain.Length == whole.Length && number[0] != '+' ? number : $"{(isNegative ? "-" : "")}{(plain.IsEmpty ? "0" : plain)}{rest}";
    }
}
