using System.Globalization;
using System.Text;
using OnlineMl.FeatureExtraction;

namespace OnlineMl.Tests.FeatureExtraction;

public sealed class UnicodeTextTests
{
    // The globalization data of the machine may be of a later Unicode than the tables.
    private const int MostNewer = 300;

    [Theory]
    [InlineData("crème brûlée", "creme brulee")]
    [InlineData("Ångström", "Angstrom")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("ﬁancée ½ ＡＢＣ ①", "fiancee 1⁄2 ABC 1")]
    [InlineData("각", "\u1100\u1161\u11a8")]
    [InlineData("가", "\u1100\u1161")]
    [InlineData("Đặng ø ł", "Đang ø ł")]
    [InlineData("İstanbul", "Istanbul")]
    [InlineData("𝔘nicode 中文 русский", "Unicode 中文 русскии")]
    [InlineData("plain", "plain")]
    public void WithoutAccents_IsTheDecompositionWithoutMarks(string text, string stripped) => Assert.Equal(stripped, UnicodeText.WithoutAccents(text));

    [Theory]
    [InlineData("ÉCOLE", "école")]
    [InlineData("ΟΔΟΣ ΣΟΦΙΑ Σ", "οδος σοφια σ")]
    [InlineData("ΟΔΟΣ\u0301, ΑΣΑ", "οδος\u0301, ασα")]
    [InlineData("İI", "i\u0307i")]
    [InlineData("STRASSE ẞ", "strasse ß")]
    [InlineData("ЁЖ 𐐀 ǅ", "ёж 𐐨 ǆ")]
    [InlineData("PLAIN", "plain")]
    public void ToLower_WritesSmallLettersAsPythonDoes(string text, string small) => Assert.Equal(small, UnicodeText.ToLower(text));

    [Fact]
    public void ToLower_ReplacesHalfACharacter() => Assert.Equal("a\ufffdσb", UnicodeText.ToLower("a\ud800ΣB"));

    [Fact]
    public void Tables_SayWhatTheGlobalizationDataOfTheMachineSays()
    {
        var differences = 0;
        var hasData = "é".Normalize(NormalizationForm.FormD).Length == 2;
        for (var point = 0x80; point <= 0x10ffff; point++)
        {
            var isNoCharacter = (point & 0xfffe) == 0xfffe || point is >= 0xfdd0 and <= 0xfdef;
            if (!Rune.IsValid(point) || isNoCharacter || point is 'İ')
            {
                continue;
            }

            var text = new Rune(point).ToString();
            differences += hasData && !string.Equals(UnicodeText.WithoutAccents(text), Stripped(text), StringComparison.Ordinal) ? 1 : 0;
            differences += string.Equals(UnicodeText.ToLower(text), text.ToLowerInvariant(), StringComparison.Ordinal) ? 0 : 1;
        }

        Assert.InRange(differences, 0, MostNewer);
    }

    private static string Stripped(string text) => string.Concat(text.Normalize(NormalizationForm.FormKD).EnumerateRunes()
        .Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark));
}
