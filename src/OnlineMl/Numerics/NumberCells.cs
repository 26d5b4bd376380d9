using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Reads cells of short decimal numbers that stand side by side in a line of CSV.</summary>
internal static class NumberCells
{
    /// <summary>So many bytes must be there behind the end of a line.</summary>
    public const int Padding = 64;

    /// <summary>Reads numbers as long as they are short decimals right before a delimiter or the end of the line.</summary>
    /// <param name="text">The text from where the first begins, with so many bytes behind the end of the line.</param>
    /// <param name="delimiter">What stands between them.</param>
    /// <param name="count">How many to read at most.</param>
    /// <param name="reachesEnd">Whether the line ends after so many.</param>
    /// <param name="starts">Room for one more position than there are numbers.</param>
    /// <param name="numbers">Receives them.</param>
    /// <returns>How many were read. The position that belongs to this number is where the next one begins, as seen from the start.</returns>
    public static int Read(ReadOnlySpan<byte> text, byte delimiter, int count, bool reachesEnd, Span<int> starts, Span<double> numbers)
    {
        count = Find(text, delimiter, count, reachesEnd, starts);
        var read = 0;
        if (FourDecimals.IsSupported && count >= 4)
        {
            while (FourDecimals.TryRead(text, starts.Slice(read, 5), numbers.Slice(read, 4)))
            {
                if (read + 4 == count)
                {
                    return count;
                }

                // The last four may overlap with those before.
                read = Math.Min(read + 4, count - 4);
            }
        }

        for (; read < count; read++)
        {
            // 1 for a minus sign, else 0, without a branch: signs cannot be foreseen.
            var p = starts[read];
            var end = starts[read + 1] - 1;
            var negative = (int)((uint)((text[p] ^ '-') - 1) >> 31);
            var digits = p + negative;
            if (digits + DecimalParser.ReadShort(text[digits..], out var number) != end || digits == end)
            {
                break;
            }

            numbers[read] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(number) ^ ((long)negative << 63));
        }

        return read;
    }

    /// <summary>Finds where cells begin, as long as the characters after them are the expected ones.</summary>
    /// <returns>How many cells were found.</returns>
    private static int Find(ReadOnlySpan<byte> text, byte delimiter, int count, bool reachesEnd, Span<int> starts)
    {
        // Where cells end among 64 bytes: found for all of them at once, so that a cell need not wait for the one before.
        var window = 0;
        var ends = EndsIn(text, delimiter);
        starts[0] = 0;
        for (var found = 0; found < count; found++)
        {
            while (ends == 0)
            {
                window += Padding;
                ends = EndsIn(text[window..], delimiter);
            }

            var end = window + BitOperations.TrailingZeroCount(ends);
            ends &= ends - 1;
            var expected = reachesEnd && found == count - 1 ? (byte)'\n' : delimiter;
            if (text[end] != expected)
            {
                return found;
            }

            starts[found + 1] = end + 1;
        }

        return count;
    }

    /// <summary>Marks the delimiters and line ends among 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EndsIn(ReadOnlySpan<byte> text, byte delimiter)
    {
        text = text[..Padding];
        var low = Vector256.Create(text);
        var high = Vector256.Create(text[32..]);
        var delimiters = Vector256.Create(delimiter);
        var lineEnds = Vector256.Create((byte)'\n');
        return (Vector256.Equals(low, delimiters) | Vector256.Equals(low, lineEnds)).ExtractMostSignificantBits() |
            ((ulong)(Vector256.Equals(high, delimiters) | Vector256.Equals(high, lineEnds)).ExtractMostSignificantBits() << 32);
    }
}
