namespace OnlineMl;

/// <summary>What the text of a label stands for.</summary>
internal static class LabelText
{
    // Longer ones are beyond the numbers that a label holds.
    private const int LongestNumber = 40;

    /// <summary>Reads a text that spells a whole number or a truth value: <c>7</c>, <c>-7</c>, <c>7.0</c>, <c>true</c>, <c>False</c>. One with
    /// leading zeros or a plus is a name, such as that of a street or a product.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        var first = text[0];
        if (char.IsAsciiDigit(first) || first == '-')
        {
            return text.Length <= LongestNumber && TryReadWhole(text, out number);
        }

        if ((first | 0x20) is not ('t' or 'f'))
        {
            return false;
        }

        number = text.Length == 4 ? 1 : 0;
        return text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadWhole(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        var isNegative = text[0] == '-';
        var digits = text[(isNegative ? 1 : 0)..];
        var end = digits.IndexOf('.');
        if (end >= 0)
        {
            if (end == digits.Length - 1 || digits[(end + 1)..].ContainsAnyExcept('0'))
            {
                return false;
            }

            digits = digits[..end];
        }

        if (digits.IsEmpty || (digits[0] == '0' && digits.Length > 1))
        {
            return false;
        }

        // From below, since there is one negative number more.
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit) || number < (long.MinValue + (digit - '0')) / 10)
            {
                return false;
            }

            number = (number * 10) - (digit - '0');
        }

        if (!isNegative && number == long.MinValue)
        {
            return false;
        }

        number = isNegative ? number : -number;
        return true;
    }
}
