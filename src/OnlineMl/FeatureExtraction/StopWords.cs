using OnlineMl.Features;

namespace OnlineMl.FeatureExtraction;

/// <summary>Words that say nothing about a text.</summary>
internal sealed class StopWords
{
    private readonly FeatureSpace _words = new();

    public StopWords(IEnumerable<string> words)
    {
        foreach (var word in words)
        {
            _words.GetOrAdd(word.AsSpan());
        }
    }

    /// <summary>Whether a word, in UTF-8, is one of them.</summary>
    public bool Contain(ReadOnlySpan<byte> word) => _words.Find(word) >= 0;
}
