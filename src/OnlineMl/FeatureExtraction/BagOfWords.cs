using OnlineMl.Catalog;
using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.FeatureExtraction;

/// <summary>Counts the words of a text: one feature for each word, with the number of times it occurs.</summary>
/// <remarks>Learns nothing. In front of a model with hashed weights a word that occurs twice is written twice with 1, which
/// such a model adds up. Transform costs O(length of the text) and allocates nothing for ASCII texts whose words are known.
/// <example><code>
/// var model = new BagOfWords { On = "review" } | new MultinomialNB();
/// </code></example></remarks>
[Component("BagOfWords")]
public sealed class BagOfWords : TextVectorizer, IStateless
{
    private readonly TermCounter _counter = new();
    private FeatureSpace? _space;
    private int[] _hashedIds = [];
    private int _hashedCount;

    /// <inheritdoc/>
    public override void Learn(FeatureVector x)
    {
    }

    /// <inheritdoc/>
    public override void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var terms = TermsOf(x, out var isRepeated);
        if (output.Space.HashBits == 0)
        {
            _space = null;
            _counter.Begin(terms.Count, output);
            for (var i = 0; i < terms.Count; i++)
            {
                _counter.Count(terms[i], output);
            }

            return;
        }

        if (!isRepeated || !ReferenceEquals(_space, output.Space))
        {
            _space = output.Space;
            Hash(terms, _space);
        }

        output.AddOnes(_hashedIds.AsSpan(0, _hashedCount));
    }

    private protected override void DescribeLearned(StateArchive state)
    {
    }

    private void Hash(Tokenizer terms, FeatureSpace space)
    {
        if (_hashedIds.Length < terms.Count)
        {
            _hashedIds = new int[terms.Count * 2];
        }

        _hashedCount = terms.Count;
        terms.HashTo(_hashedIds, space.HashBits);
    }
}
