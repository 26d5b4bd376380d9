using System.Text.RegularExpressions;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.Randomness;
using OnlineMl.Statistics;
using OnlineMl.Tests.Composition;

namespace OnlineMl.Tests.FeatureExtraction;

public class TextTests
{
    private static FeatureVector Text(string text) => new() { ["text"] = text };

    private static string Words(BagOfWords bag, string text) => string.Join(' ', bag.Transformed(Text(text)).Keys);

    [Theory]
    [InlineData("well-known state-of-the-art co-op", "well-known state-of-the-art co-op")]
    [InlineData("a-b c- -d e_f x --gh--", "a-b e_f gh")]
    [InlineData("it's rain-fed, 3-4 days", "it rain-fed 3-4 days")]
    [InlineData("Aérospatiale naïve-Bayes O'Neil", "aerospatiale naive-bayes neil")]
    [InlineData("", "")]
    public void Words_AreWordCharactersAndInnerHyphens(string text, string words) => Assert.Equal(words, Words(new BagOfWords(), text));

    [Fact]
    public void Words_OfAsciiAreThoseOfTheRegularExpression()
    {
        var pattern = new Regex(@"\b\w[\w\-]+\b", RegexOptions.None, TimeSpan.FromSeconds(1));
        string[] pieces = ["a", "B", "7", "_", "-", " ", ".", "zz", "--"];
        var random = new RandomSource(3);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Concat(Enumerable.Range(0, round).Select(_ => pieces[random.NextInt(pieces.Length)]));
            var expected = pattern.Matches(text.ToLowerInvariant()).GroupBy(match => match.Value, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (object)(double)group.Count(), StringComparer.Ordinal);
            Assert.Equal(expected, new BagOfWords().Transformed(Text(text)));
            expected["中文"] = 1.0;
            Assert.Equal(expected, new BagOfWords().Transformed(Text(text + " 中文")));
        }
    }

    [Fact]
    public void BagOfWords_CountsKnownAndUnknownWords()
    {
        var space = new FeatureSpace();
        space.GetOrAdd("rain".AsSpan());
        var counts = new BagOfWords().Transformed(Text("Rain, rain and and and sun"), space);
        Assert.Equal(new() { ["rain"] = 2.0, ["and"] = 3.0, ["sun"] = 1.0 }, counts);
    }

    [Fact]
    public void BagOfWords_LeavesOutStopWordsAndMakesNgrams()
    {
        var bag = new BagOfWords { StopWords = ["the"], NgramRange = (1, 2), Lowercase = false };
        Assert.Equal("In New York ('In', 'New') ('New', 'York')", Words(bag, "In the New York"));
        Assert.Equal("('In', 'New') ('New', 'York')", Words(new BagOfWords { StopWords = ["the"], NgramRange = (2, 2), Lowercase = false }, "In the New York"));
    }

    [Fact]
    public void BagOfWords_TakesTextOfNamedFeatureOnly()
    {
        var x = new FeatureVector { ["title"] = "one two", ["body"] = "three", ["n"] = 4 };
        Assert.Equal(["three"], new BagOfWords { On = "body" }.Transformed(x).Keys);
        Assert.Equal(["one", "two", "three"], new BagOfWords().Transformed(x).Keys);
        Assert.Empty(new BagOfWords { On = "missing" }.Transformed(x));
    }

    [Fact]
    public void TokenizerPattern_FindsWordsByRegularExpression()
    {
        Assert.Equal("n gram ngram", Words(new BagOfWords { TokenizerPattern = "[a-z]+" }, "n-gram 7 ngram"));
        Assert.Equal("b d", Words(new BagOfWords { TokenizerPattern = "[ac]([bd])" }, "ab cd"));
        Assert.Throws<ArgumentException>(() => new BagOfWords { TokenizerPattern = @"(a+)\1" });
    }

    [Fact]
    public void BagOfWords_HandlesBrokenUnicode() => Assert.Equal("ab cd", Words(new BagOfWords(), "ab\ud800cd\udc00"));

    [Fact]
    public void BagOfWords_AllocatesNothingForKnownWords()
    {
        var space = new FeatureSpace();
        var hashed = new FeatureVector(new FeatureSpace(12));
        var output = new FeatureVector(space);
        FeatureVector[] texts = [Text("some words, again words"), Text("other words")];
        var bag = new BagOfWords();
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (var x in texts)
            {
                output.Clear();
                hashed.Clear();
                bag.Transform(x, output);
                bag.Transform(x, hashed);
            }
        }));
        Assert.Equal(2, hashed.Count);
    }

    [Fact]
    public void TFIDF_WeighsRareWordsMore()
    {
        var tfidf = new TfIdf();
        tfidf.Learn(Text("rain in town"));
        tfidf.Learn(Text("rain in spring"));
        var weights = tfidf.Transformed(Text("rain spring"));
        Assert.True((double)weights["spring"] > (double)weights["rain"]);
        Assert.Equal(1, weights.Values.Cast<double>().Sum(weight => weight * weight), 1e-12);
        var merged = tfidf.Transformed(Text("rain rain spring"), new FeatureSpace(20));
        Assert.Equal(2, merged.Count);
    }

    [Fact]
    public void PolynomialExtender_AddsProductsUpToDegree()
    {
        var x = new FeatureVector { ["b"] = 3, ["a"] = 2, ["t"] = "text" };
        Assert.Equal(
            new() { ["b"] = 3.0, ["a"] = 2.0, ["b*b"] = 9.0, ["a*b"] = 6.0, ["a*a"] = 4.0, ["one"] = 1.0, ["t"] = "text" },
            new PolynomialExtender { IncludeBias = true, BiasName = "one" }.Transformed(x));
        Assert.Equal(["b", "a", "a*b", "t"], new PolynomialExtender { InteractionOnly = true, Degree = 3 }.Transformed(x).Keys);
    }

    [Fact]
    public void Agg_KeepsStatisticForEachGroup()
    {
        var mean = new Agg("revenue", ["shop"], new Mean());
        var space = new FeatureSpace();
        foreach (var (shop, revenue) in (ReadOnlySpan<(string, double)>)[("a", 1), ("b", 10), ("a", 3)])
        {
            mean.Learn(new FeatureVector(space) { ["shop"] = shop, ["revenue"] = revenue });
        }

        Assert.Equal(2.0, mean.Transformed(new FeatureVector(space) { ["shop"] = "a" })["revenue_mean_by_shop"]);
    }
}
