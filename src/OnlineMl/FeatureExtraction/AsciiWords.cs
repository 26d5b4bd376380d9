using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.FeatureExtraction;

/// <summary>Finds the words of an ASCII text, 64 characters at a time: each becomes one bit, and a word begins and ends where
/// the bits change.</summary>
internal static class AsciiWords
{
    /// <summary>How many zero bytes must follow the text.</summary>
    public const int Padding = 64;

    /// <summary>Finds words: runs of letters, digits, underscores and, if wanted, inner hyphens, of two characters or more.</summary>
    /// <param name="text">The text and its padding.</param>
    /// <param name="offset">What to add to the positions found.</param>
    /// <param name="length">The length of the text without padding.</param>
    /// <param name="hyphens">Whether a hyphen between word characters belongs to the word.</param>
    /// <param name="starts">Receives where words begin; must have room for half as many as there are characters.</param>
    /// <param name="ends">Receives where words end.</param>
    /// <param name="count">How many words are there already.</param>
    /// <returns>How many words there are now.</returns>
    public static int Find(ReadOnlySpan<byte> text, int offset, int length, bool hyphens, int[] starts, int[] ends, int count)
    {
        var hyphen = (byte)(hyphens ? '-' : '_');
        var inWord = 0UL;
        var start = 0;
        for (var block = 0; block < length + 1 && block + Padding <= text.Length; block += Padding)
        {
            var low = WordBits(Vector256.Create(text[block..]), hyphen);
            var high = WordBits(Vector256.Create(text[(block + 32)..]), hyphen);
            var bits = low | ((ulong)high << 32);
            var changes = bits ^ ((bits << 1) | inWord);
            while (changes != 0)
            {
                var position = block + BitOperations.TrailingZeroCount(changes);
                changes &= changes - 1;
                if (inWord == 0)
                {
                    start = position;
                    inWord = 1;
                    continue;
                }

                inWord = 0;
                var end = position;
                if (hyphens)
                {
                    Trim(text, ref start, ref end);
                }

                if (end - start >= 2)
                {
                    starts[count] = offset + start;
                    ends[count] = offset + end;
                    count++;
                }
            }
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint WordBits(Vector256<byte> characters, byte hyphen)
    {
        var letters = (characters | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        var digits = characters - Vector256.Create((byte)'0');
        var isWord = Vector256.Equals(Vector256.Min(letters, Vector256.Create((byte)25)), letters) |
            Vector256.Equals(Vector256.Min(digits, Vector256.Create((byte)9)), digits) |
            Vector256.Equals(characters, Vector256.Create((byte)'_')) |
            Vector256.Equals(characters, Vector256.Create(hyphen));
        return isWord.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Trim(ReadOnlySpan<byte> text, ref int start, ref int end)
    {
        while (start < end && text[start] == '-')
        {
            start++;
        }

        while (end > start && text[end - 1] == '-')
        {
            end--;
        }
    }
}
