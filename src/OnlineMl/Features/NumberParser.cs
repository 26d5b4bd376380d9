using System.Buffers.Text;

namespace OnlineMl.Features;

/// <summary>Reads decimal numbers. Those of few digits, which most are, take one division or multiplication.</summary>
internal static class NumberParser
{
    private const long LargestExact = 1L << 53;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>The double next to a decimal number as JSON writes it, infinite when it is too large.</summary>
    public static double Parse(ReadOnlySpan<byte> utf8)
    {
        var i = 0;
        var isNegative = utf8.Length > 0 && utf8[0] == (byte)'-';
        if (isNegative)
        {
            i++;
        }

        long digits = 0;
        var scale = 0;
        var isFraction = false;
        for (; i < utf8.Length; i++)
        {
            var digit = (uint)(utf8[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                scale += isFraction ? 1 : 0;
                if (digits >= LargestExact)
                {
                    return ParseSlowly(utf8);
                }
            }
            else if (utf8[i] == (byte)'.' && !isFraction)
            {
                isFraction = true;
            }
            else
            {
                return ParseSlowly(utf8);
            }
        }

        // Both operands are exact, so that the one rounding of the division is the right one.
        if (scale >= PowersOfTen.Length)
        {
            return ParseSlowly(utf8);
        }

        var value = digits / PowersOfTen[scale];
        return isNegative ? -value : value;
    }

    private static double ParseSlowly(ReadOnlySpan<byte> utf8) =>
        Utf8Parser.TryParse(utf8, out double value, out var used) && used == utf8.Length ? value : double.NaN;
}
