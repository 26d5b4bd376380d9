using System.Globalization;

namespace OnlineMl.Cli.Commands;

/// <summary>Reads numbers of bytes such as <c>4096</c>, <c>512M</c> and <c>1.5G</c>; K, M and G are powers of 1024.</summary>
internal static class ByteSizes
{
    public static bool TryParse(string text, out long bytes)
    {
        var shift = text is [.., var unit] ? unit switch
        {
            'K' or 'k' => 10,
            'M' or 'm' => 20,
            'G' or 'g' => 30,
            _ => 0,
        }
        : 0;
        var digits = shift > 0 ? text.AsSpan(0, text.Length - 1) : text;
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1 << 30;
        bytes = isNumber ? (long)(number * (1L << shift)) : 0;
        return isNumber;
    }
}
