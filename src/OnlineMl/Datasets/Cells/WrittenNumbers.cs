using OnlineMl.Numerics;

namespace OnlineMl.Datasets.Cells;

/// <summary>Reads numbers as people write them: with separators between thousands, a decimal comma, a sign of a currency or of percent, in brackets when
/// they are negative. The number is the one that is written: 5 for <c>5 %</c>.</summary>
internal static class WrittenNumbers
{
    private const int Longest = 64;

    private static readonly byte[][] Currencies =
    [
        .. "$ € £ ¥ ₹ ₽ ₩ ₺ ₪ ₴ US$ USD EUR GBP JPY CHF CNY INR CAD AUD".Split(' ').Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    /// <summary>Reads a whole cell.</summary>
    /// <returns>False when it is anything else than such a number.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, NumberNotation notation, out double number)
    {
        number = 0;
        cell = Trim(cell);
        if (cell.IsEmpty || cell.Length > Longest)
        {
            return false;
        }

        var isNegative = cell.Length > 2 && cell[0] == '(' && cell[^1] == ')';
        if (isNegative)
        {
            cell = Trim(cell[1..^1]);
        }

        var isSigned = isNegative || TakeSign(ref cell, out isNegative);
        cell = WithoutSymbols(cell);
        if (!isSigned)
        {
            TakeSign(ref cell, out isNegative);
        }

        Span<byte> plain = stackalloc byte[Longest];
        if (!TryMakePlain(cell, notation, plain, out var length) || !DecimalParser.TryRead(plain[..length], out number))
        {
            return false;
        }

        number = isNegative ? -number : number;
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (BlankAt(cell, 0) is > 0 and var first)
        {
            cell = cell[first..];
        }

        while (cell.Length > 0 && BlankAt(cell, cell.Length - 1) == 1)
        {
            cell = cell[..^1];
        }

        return cell;
    }

    /// <summary>How many bytes the blank at a position has: an ordinary, an unbreakable or a narrow one; 0 for anything else.</summary>
    private static int BlankAt(ReadOnlySpan<byte> text, int position) =>
        position >= text.Length ? 0
        : text[position] is (byte)' ' or (byte)'\t' ? 1
        : text[position..] is [0xC2, 0xA0, ..] ? 2
        : text[position..] is [0xE2, 0x80, 0xAF or 0x89, ..] ? 3
        : 0;

    private static bool TakeSign(ref ReadOnlySpan<byte> cell, out bool isNegative)
    {
        isNegative = false;
        if (cell is [(byte)'-' or (byte)'+', ..])
        {
            isNegative = cell[0] == '-';
            cell = cell[1..];
            return true;
        }

        // The sign of mathematics.
        if (cell is [0xE2, 0x88, 0x92, ..])
        {
            isNegative = true;
            cell = cell[3..];
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> WithoutSymbols(ReadOnlySpan<byte> cell)
    {
        if (cell is [.., (byte)'%'])
        {
            return TrimEnd(cell[..^1]);
        }

        foreach (var currency in Currencies)
        {
            if (cell.StartsWith(currency))
            {
                return Trim(cell[currency.Length..]);
            }

            if (cell.EndsWith(currency))
            {
                return TrimEnd(cell[..^currency.Length]);
            }
        }

        return cell;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> cell)
    {
        cell = Trim(cell);
        return cell is [.., 0xC2, 0xA0] ? cell[..^2] : cell is [.., 0xE2, 0x80, 0xAF or 0x89] ? cell[..^3] : cell;
    }

    /// <summary>Leaves out what stands between thousands and writes a point for the decimal comma.</summary>
    private static bool TryMakePlain(ReadOnlySpan<byte> cell, NumberNotation notation, Span<byte> plain, out int length)
    {
        var (point, separator) = notation == NumberNotation.Point ? ((byte)'.', (byte)',') : ((byte)',', (byte)'.');
        length = 0;
        var digits = 0;
        var groups = 0;
        var i = 0;
        for (; i < cell.Length; i++)
        {
            if (char.IsAsciiDigit((char)cell[i]))
            {
                digits++;
                plain[length++] = cell[i];
                continue;
            }

            var skipped = cell[i] == separator || cell[i] == '\'' ? 1 : BlankAt(cell, i);
            if (skipped == 0)
            {
                break;
            }

            // 1 to 3 digits, then groups of 3, or of 2 before the last as in India.
            if (digits is 0 or > 3 || (groups > 0 && digits < 2))
            {
                return false;
            }

            groups++;
            digits = 0;
            i += skipped - 1;
        }

        if (groups > 0 && digits != 3)
        {
            return false;
        }

        if (i < cell.Length && cell[i] == point)
        {
            plain[length++] = (byte)'.';
            i++;
        }

        // Decimals and an exponent; DecimalParser refuses anything else.
        var rest = cell[i..];
        if (length == 0 || rest.Contains(notation == NumberNotation.Comma ? (byte)'.' : (byte)','))
        {
            return false;
        }

        rest.CopyTo(plain[length..]);
        length += rest.Length;
        return true;
    }
}
