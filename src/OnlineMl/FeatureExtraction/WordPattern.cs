using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OnlineMl.FeatureExtraction;

/// <summary>What counts as a word.</summary>
internal static class WordPattern
{
    /// <summary>A word character followed by one or more word characters or hyphens.</summary>
    public const string Default = @"(?u)\b\w[\w\-]+\b";

    private const string UnicodeFlag = "(?u)";

    /// <summary>A regular expression that needs time linear in the text, or null for the patterns that the tokenizer knows.</summary>
    /// <exception cref="ArgumentException">The pattern cannot be read, or could need more than linear time.</exception>
    public static Regex? Custom(TextVectorizer options) =>
        options.Tokenizer is not null || string.Equals(options.TokenizerPattern, Default, StringComparison.Ordinal)
            ? null
            : Compile(options.TokenizerPattern);

    /// <summary>Makes a regular expression of a pattern in Python's notation, as far as both notations agree.</summary>
    public static Regex Compile(string pattern)
    {
        var body = pattern.StartsWith(UnicodeFlag, StringComparison.Ordinal) ? pattern[UnicodeFlag.Length..] : pattern;
        try
        {
            return new Regex(body, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"The pattern '{pattern}' uses a construct that could need more than linear time.", nameof(pattern), e);
        }
    }

    /// <summary>Letters, digits and other numbers, and the underscore, as in Python's <c>\w</c>.</summary>
    public static bool IsWord(Rune rune) =>
        rune.Value == '_' || Rune.IsLetterOrDigit(rune) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
