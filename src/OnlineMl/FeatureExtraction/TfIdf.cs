using System.Diagnostics.CodeAnalysis;
using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Mixing;
using OnlineMl.Numerics;
using OnlineMl.State;

namespace OnlineMl.FeatureExtraction;

/// <summary>Weighs the words of a text by how often they occur in it and how rare they are in the texts learned so far.</summary>
/// <remarks>A word's share of the text times ln((1 + n) / (1 + m)) + 1, where n texts were learned and m of them have the word.
/// Learn and Transform cost O(length of the text). Memory grows with the words ever seen, none of which is forgotten; where words
/// never stop being new, <see cref="BagOfWords"/> in front of a linear model with <c>HashBits</c> keeps none.
/// <example><code>
/// var model = new TfIdf { On = "review" } | new LogisticRegression();
/// </code></example></remarks>
[Component("TFIDF")]
[SuppressMessage("Naming", "CA1709", Justification = "The name of the method.")]
public sealed class TfIdf : TextVectorizer, IMergeable
{
    private readonly TermCounter _counter = new();
    private readonly FeatureSpace _terms = new();
    private int[] _documentsWith = [];
    private long _documents;
    private long[] _lastDocument = [];
    private int[] _frequencies = [];

    /// <summary>Whether the result is scaled to norm 1. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <inheritdoc/>
    public override void Learn(FeatureVector x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var terms = TermsOf(x, out _);
        _documents++;
        for (var i = 0; i < terms.Count; i++)
        {
            var id = _terms.TryGetOrAdd(terms[i], x.MostNames);
            if (id < 0)
            {
                continue;
            }

            if (id >= _documentsWith.Length)
            {
                Array.Resize(ref _documentsWith, Math.Max(64, id * 2));
                Array.Resize(ref _lastDocument, _documentsWith.Length);
            }

            if (_lastDocument[id] != _documents)
            {
                _lastDocument[id] = _documents;
                _documentsWith[id]++;
            }
        }
    }

    /// <inheritdoc/>
    public override void Transform(FeatureVector x, FeatureVector output)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(output);
        var terms = TermsOf(x, out _);
        if (_frequencies.Length < terms.Count)
        {
            _frequencies = new int[terms.Count * 2];
        }

        _counter.Begin(terms.Count, output);
        for (var i = 0; i < terms.Count; i++)
        {
            var position = _counter.Count(terms[i], output);
            if (position >= 0)
            {
                var id = _terms.Find(terms[i]);
                _frequencies[position] = id < 0 ? 0 : _documentsWith[id];
            }
        }

        Weigh(output, terms.Count);
    }

    void IMergeable.Merge(Shares shares)
    {
        var (known, documents) = (_terms.Count, _documents);
        var origin = _documentsWith.AsSpan(0, known).ToArray();
        for (var share = 0; share < shares.Count; share++)
        {
            var other = shares.Get<TfIdf>(share);
            _documents += other._documents - documents;
            for (var theirs = 0; theirs < other._terms.Count; theirs++)
            {
                var id = _terms.GetOrAdd(other._terms.Utf8NameOf(theirs));
                FeatureArray.Grow(ref _documentsWith, id + 1);
                _documentsWith[id] += other._documentsWith[theirs] - (id < known ? origin[id] : 0);
            }
        }

        // No text of before is the one that is learned next.
        _lastDocument = new long[_documentsWith.Length];
    }

    private protected override void DescribeLearned(StateArchive state)
    {
        state.Field("documents", ref _documents);
        state.Child("terms", _terms);
        state.Field(new FieldName("documentsWith", Formerly: "documents_with"), ref _documentsWith, _terms.Count);
        if (state.IsLoading)
        {
            _lastDocument = new long[_documentsWith.Length];
        }
    }

    private void Weigh(FeatureVector output, int count)
    {
        var squares = 0.0;
        for (var i = 0; i < output.Count; i++)
        {
            var weight = output.Numbers[i] / count * (Elementary.Log((1.0 + _documents) / (1.0 + _frequencies[i])) + 1);
            output.SetNumber(i, weight);
            squares += weight * weight;
        }

        if (Normalize && squares > 0)
        {
            var norm = Math.Sqrt(squares);
            for (var i = 0; i < output.Count; i++)
            {
                output.SetNumber(i, output.Numbers[i] / norm);
            }
        }
    }
}
