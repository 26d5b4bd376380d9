using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnlineMl.Numerics;

/// <summary>Reads decimal numbers from UTF-8, with the results of <see cref="double.Parse(string)"/> to the last bit.</summary>
/// <remarks>A whole number below 2^53 and a power of ten up to 10^22 are exact doubles, so their quotient or product is the
/// correctly rounded result (Clinger, "How to read floating point numbers accurately", PLDI 1990). Anything else goes to the
/// framework's parser.</remarks>
internal static class DecimalParser
{
    private const int MostExactPower = 22;
    private const ulong MostExactWhole = 1UL << 53;

    private static readonly double[] Powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads digits with at most one point among the eight bytes from a position on, up to the first other byte.</summary>
    /// <param name="text">The text from the first digit on.</param>
    /// <param name="number">The number.</param>
    /// <returns>How many bytes were read; 0 when they are more than seven, or less than eight bytes are there to be read, or there is no digit.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadShort(ReadOnlySpan<byte> text, out double number)
    {
        if (text.Length < sizeof(ulong))
        {
            number = 0;
            return 0;
        }

        return ReadShort(Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(text)), out number);
    }

    /// <summary>Does the same with eight bytes of a text, of which the first one is the lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadShort(ulong text, out double number)
    {
        const ulong HighBits = 0x8080808080808080;
        const ulong LowBits = ~HighBits;

        // Each byte less '0': digits become 0 to 9, everything else is larger.
        var digits = text ^ 0x3030303030303030;
        var others = (((digits & LowBits) + 0x7676767676767676) | digits) & HighBits;
        if (others == 0)
        {
            number = 0;
            return 0;
        }

        var whole = BitOperations.TrailingZeroCount(others) >> 3;
        var length = whole;
        var fraction = 0;
        if ((byte)(text >> (8 * whole)) == '.')
        {
            others &= others - 1;
            if (others == 0)
            {
                number = 0;
                return 0;
            }

            length = BitOperations.TrailingZeroCount(others) >> 3;
            fraction = length - whole - 1;

            // Closes the gap that the point leaves.
            var low = (1UL << (8 * whole)) - 1;
            digits = (digits & low) | ((digits >> 8) & ~low);
        }

        var count = whole + fraction;
        if (count == 0)
        {
            number = 0;
            return 0;
        }

        // The last digit goes to the highest byte; the bytes below the first one become leading zeros.
        digits <<= 64 - (8 * count);
        digits = (digits * 10) + (digits >> 8);
        digits = (((digits & 0x000000FF000000FF) * 0x000F424000000064) + (((digits >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        number = (uint)digits / Powers[fraction];
        return length;
    }

    /// <summary>Reads a whole cell as a number.</summary>
    /// <returns>False when the cell is anything but a decimal number, with or without exponent, surrounding blanks allowed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> cell, out double number)
    {
        cell = cell.Trim((byte)' ');
        number = 0;
        var i = 0;
        var negative = false;
        if (cell.Length > 0 && cell[0] is (byte)'-' or (byte)'+')
        {
            negative = cell[0] == '-';
            i = 1;
        }

        ulong mantissa = 0;
        var digits = 0;
        var fraction = 0;
        var point = false;
        for (; i < cell.Length; i++)
        {
            var digit = (uint)(cell[i] - '0');
            if (digit <= 9)
            {
                // Nineteen digits fit; whether more follow is for the framework's parser.
                if (mantissa >= 100_000_000_000_000_000)
                {
                    return TryReadAny(cell, out number);
                }

                mantissa = (mantissa * 10) + digit;
                digits++;
                fraction += point ? 1 : 0;
            }
            else if (cell[i] == '.' && !point)
            {
                point = true;
            }
            else
            {
                return TryReadAny(cell, out number);
            }
        }

        if (digits == 0)
        {
            return false;
        }

        if (mantissa > MostExactWhole || fraction > MostExactPower)
        {
            return TryReadAny(cell, out number);
        }

        number = mantissa / Powers[fraction];
        number = negative ? -number : number;
        return true;
    }

    private static bool TryReadAny(ReadOnlySpan<byte> cell, out double number)
    {
        number = 0;

        // The framework also takes words for infinity and for no number; those are texts here.
        foreach (var value in cell)
        {
            if (value is not ((>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.' or (byte)'e' or (byte)'E'))
            {
                return false;
            }
        }

        return double.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }
}
