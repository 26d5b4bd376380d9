using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OnlineMl.Classification;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;

namespace OnlineMl.Tests.Determinism;

/// <summary>What is made of texts, for every character that there is.</summary>
internal static class TextRules
{
    public static IEnumerable<string> Fingerprints()
    {
        // With globalization data small letters come before capitals, without by their codes.
        yield return CultureInfo.InvariantCulture.CompareInfo.Compare("a", "B") < 0 ? "with data" : "without data";

        var letters = Enumerable.Range(1, 0x10ffff).Where(Rune.IsValid).Select(point => new Rune(point).ToString()).ToList();
        yield return $"without accents {HashOf(letters.Select(UnicodeText.WithoutAccents))}";
        yield return $"small letters {HashOf(letters.Select(UnicodeText.ToLower))}";
        yield return $"negative class {HashOf(letters.Select(letter => $"{TruthOrder.IsNegative(letter, "m")} {TruthOrder.IsNegative(letter + "1", letter)}"))}";
        yield return $"order of capitals {HashOf(letters.Select(letter => $"{TruthOrder.IsNegative("x" + letter, "x" + UnicodeText.ToLower(letter) + "a")}"))}";
        yield return $"spelling of labels {HashOf(letters.Select(letter => $"{LabelText.TryReadNumber($"fal{letter}e", out _)} {LabelText.TryReadNumber($"{letter}rue", out _)} {LabelText.TryReadNumber(letter, out _)}"))}";
        foreach (var spec in new[] { """{"BagOfWords": {"on": "t"}}""", """{"TFIDF": {"on": "t", "ngram_range": [1, 2]}}""", """{"BagOfWords": {"on": "t", "tokenizer_pattern": "(?i)[a-zé-ü]+"}}""" })
        {
            var model = Model.FromSpec($"[{spec}, \"MultinomialNB\"]");
            var isFirst = false;
            foreach (var some in letters.Chunk(500))
            {
                isFirst = !isFirst;
                model.Learn(new FeatureVector { ["t"] = string.Concat(some) + " crème brûlée ÉCLAIR İÇLİ ΟΔΟΣ straße" }, new Label(isFirst));
            }

            yield return $"{spec} {model.StateHash()}";
        }
    }

    private static string HashOf(IEnumerable<string> texts) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))), 0, 8);
}
