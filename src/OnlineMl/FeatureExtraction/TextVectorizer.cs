using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.FeatureExtraction;

/// <summary>What <see cref="BagOfWords"/> and <see cref="TfIdf"/> share: how a text is cut into terms.</summary>
public abstract class TextVectorizer : ITransformer
{
    private Tokenizer? _tokenizer;
    private FeatureName? _on;
    private string? _lastText;
    private byte[] _lastUtf8 = [];
    private int _lastUtf8Length = -1;

    private protected TextVectorizer()
    {
    }

    /// <summary>The name of the feature that holds the text; null takes every feature that is a text. Default null.</summary>
    public string? On { get; init; }

    /// <summary>Whether accents are taken off letters. Default true.</summary>
    public bool StripAccents { get; init; } = true;

    /// <summary>Whether letters are made small. Default true.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Always null: river takes a function here, and a spec carries no code. Default null.</summary>
    /// <exception cref="ArgumentException">The value is not null.</exception>
    public string? Preprocessor
    {
        get;
        init => field = value is null ? null : throw new ArgumentException("Preprocessor must be null: a spec carries no code.", nameof(value));
    }

    /// <summary>Words that are left out; null for none. Default null.</summary>
    public IReadOnlyList<string>? StopWords { get; init; }

    /// <summary>A regular expression, matched in linear time, that finds the words; of its groups the first counts. By default
    /// a word character followed by one or more word characters or hyphens.</summary>
    /// <exception cref="ArgumentException">The pattern cannot be read or has look-around or back-references.</exception>
    public string TokenizerPattern
    {
        get;
        init
        {
            WordPattern.Compile(Require.Given(value));
            field = value;
        }
    } = WordPattern.Default;

    /// <summary>Null, or <c>findall</c> for the words of river before 0.9: two or more word characters, no hyphens.
    /// Default null.</summary>
    /// <exception cref="ArgumentException">The value is another one.</exception>
    public string? Tokenizer
    {
        get;
        init => field = value is null or "findall" ? value : throw new ArgumentException($"Tokenizer is '{value}' but must be null or findall.", nameof(value));
    }

    /// <summary>The least and the largest number of words in a term. A term of several words is named like a tuple in Python:
    /// <c>('new', 'york')</c>. A text of more than 262,144 terms is refused. Range [1, ∞) each, default (1, 1).</summary>
    public (int Min, int Max) NgramRange
    {
        get;
        init => field = (Require.Between(value.Min, 1, Math.Max(1, value.Max)), Require.Positive(value.Max));
    } = (1, 1);

    /// <inheritdoc/>
    public bool KeepsFeatures => false;

    /// <inheritdoc/>
    public abstract void Learn(FeatureVector x);

    /// <inheritdoc/>
    public abstract void Transform(FeatureVector x, FeatureVector output);

    void IStateful.Describe(StateArchive state) => DescribeLearned(state);

    private protected abstract void DescribeLearned(StateArchive state);

    /// <summary>The terms of an example.</summary>
    /// <param name="x">The example.</param>
    /// <param name="isRepeated">Whether they are the very terms of the last call.</param>
    private protected Tokenizer TermsOf(FeatureVector x, out bool isRepeated)
    {
        var tokenizer = _tokenizer ??= new Tokenizer(this);
        var position = 0;
        isRepeated = false;
        if (On is not null)
        {
            position = (_on ??= new FeatureName(On)).PositionIn(x);
        }
        else if (x.Count != 1)
        {
            Forget();
            ReadAll(tokenizer, x);
            return tokenizer;
        }

        // Predicting and then learning an example asks for the same text twice.
        if (x.TryGetUtf8(position, out var utf8))
        {
            if (utf8.Length == _lastUtf8Length && utf8.SequenceEqual(_lastUtf8.AsSpan(0, _lastUtf8Length)))
            {
                isRepeated = true;
                return tokenizer;
            }

            Forget();
            tokenizer.Clear();
            tokenizer.Read(utf8);
            tokenizer.Combine(x.MostMade);
            Remember(utf8);
            return tokenizer;
        }

        var text = x.TextAt(position);
        if (text is not null && ReferenceEquals(text, _lastText))
        {
            isRepeated = true;
            return tokenizer;
        }

        Forget();
        tokenizer.Clear();
        if (text is not null)
        {
            tokenizer.Read(text);
            tokenizer.Combine(x.MostMade);
        }

        _lastText = text;
        return tokenizer;
    }

    private void Forget()
    {
        _lastText = null;
        _lastUtf8Length = -1;
    }

    private void Remember(ReadOnlySpan<byte> utf8)
    {
        _lastText = null;
        _lastUtf8Length = utf8.Length;
        if (_lastUtf8.Length < utf8.Length)
        {
            _lastUtf8 = new byte[utf8.Length * 2];
        }

        utf8.CopyTo(_lastUtf8);
    }

    private static void ReadAll(Tokenizer tokenizer, FeatureVector x)
    {
        tokenizer.Clear();
        for (var position = 0; position < x.Count; position++)
        {
            if (x.TextAt(position) is { } part)
            {
                tokenizer.Read(part);
            }
        }

        tokenizer.Combine(x.MostMade);
    }
}
