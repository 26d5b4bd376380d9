using System.Globalization;
using System.Text;

namespace OnlineMl.FeatureExtraction;

/// <summary>Texts without accents and in small letters by tables of the library's own, of Unicode 14: the same in every process.</summary>
/// <remarks>What .NET does depends on the machine: with <c>InvariantGlobalization</c>, or without the globalization data of the
/// operating system, it leaves accents where they are. Categories of characters are .NET's own data and safe.</remarks>
internal static class UnicodeText
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int FirstInitial = 0x1100;
    private const int FirstMedial = 0x1161;
    private const int BeforeFirstFinal = 0x11A7;
    private const int Medials = 21;
    private const int Finals = 28;

    private static readonly Lazy<UnicodeRuns> Decompositions = new(() => UnicodeRuns.Read("decompositions.txt"));
    private static readonly Lazy<UnicodeRuns> SmallLetters = new(() => UnicodeRuns.Read("lowercase.txt"));

    /// <summary>The compatibility decomposition (NFKD) of a text without its nonspacing marks.</summary>
    public static string WithoutAccents(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var stripped = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                stripped.Append((char)rune.Value);
            }
            else if (rune.Value is >= FirstSyllable and <= LastSyllable)
            {
                AppendSyllable(rune.Value - FirstSyllable, stripped);
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && !Decompositions.Value.TryAppend(rune, stripped))
            {
                stripped.Append(rune.ToString());
            }
        }

        return stripped.ToString();
    }

    /// <summary>A text in small letters, as Python writes them: a capital sigma at the end of a word becomes the final one, and a
    /// capital i with a dot keeps its dot.</summary>
    public static string ToLower(string text)
    {
        if (Ascii.IsValid(text))
        {
            return string.Create(text.Length, text, (lower, given) => Ascii.ToLower(given, lower, out _));
        }

        var small = new StringBuilder(text.Length + 8);
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                small.Append((char)(rune.Value is >= 'A' and <= 'Z' ? rune.Value | 0x20 : rune.Value));
            }
            else if (rune.Value == 'Σ')
            {
                small.Append(EndsWord(text, position) ? 'ς' : 'σ');
            }
            else if (rune.Value == 'İ')
            {
                small.Append("i\u0307");
            }
            else if (!SmallLetters.Value.TryAppend(rune, small))
            {
                small.Append(rune.ToString());
            }

            // A lone surrogate counts as the replacement character, which is as long as it.
            position += rune.Utf16SequenceLength;
        }

        return small.ToString();
    }

    // Unicode, section 3.13: a letter before it and none behind, marks left aside.
    private static bool EndsWord(string text, int position)
    {
        var before = position;
        while (before > 0 && Rune.DecodeLastFromUtf16(text.AsSpan(0, before), out var last, out var length) == System.Buffers.OperationStatus.Done)
        {
            if (!IsMark(last))
            {
                return Rune.IsLetter(last) && !StartsWithLetter(text.AsSpan(position + 1));
            }

            before -= length;
        }

        return false;
    }

    private static bool StartsWithLetter(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsMark(rune))
            {
                return Rune.IsLetter(rune);
            }
        }

        return false;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    // Unicode, section 3.12: a syllable is an initial, a medial and perhaps a final letter.
    private static void AppendSyllable(int index, StringBuilder output)
    {
        output.Append((char)(FirstInitial + (index / (Medials * Finals))));
        output.Append((char)(FirstMedial + (index % (Medials * Finals) / Finals)));
        if (index % Finals > 0)
        {
            output.Append((char)(BeforeFirstFinal + (index % Finals)));
        }
    }
}
