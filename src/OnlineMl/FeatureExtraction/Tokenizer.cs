using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.FeatureExtraction;

/// <summary>Cuts texts into terms: words, and n-grams of words. Keeps the terms of the last text as UTF-8.</summary>
internal sealed class Tokenizer
{
    private readonly Regex? _pattern;
    private readonly StopWords? _stopWords;
    private readonly bool _stripAccents;
    private readonly bool _lowercase;
    private readonly bool _hyphens;
    private readonly (int Min, int Max) _ngrams;
    private readonly TextVectorizer _step;
    private byte[] _bytes = new byte[1024];
    private int _length;
    private int[] _starts = new int[64];
    private int[] _ends = new int[64];
    private int _count;

    public Tokenizer(TextVectorizer options)
    {
        _step = options;
        _stripAccents = options.StripAccents;
        _lowercase = options.Lowercase;
        _ngrams = options.NgramRange;
        _hyphens = options.Tokenizer is null;
        _pattern = WordPattern.Custom(options);
        _stopWords = options.StopWords is { Count: > 0 } words ? new StopWords(words) : null;
    }

    /// <summary>How many terms the last text has.</summary>
    public int Count => _count;

    /// <summary>A term in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(_starts[index], _ends[index] - _starts[index]);

    public void Clear()
    {
        _count = 0;
        _length = 0;
    }

    /// <summary>Adds the words of a text.</summary>
    public void Read(string text)
    {
        var first = _count;
        if (_pattern is not null)
        {
            ReadPattern(Prepared(text));
        }
        else
        {
            var bytes = Room(text.Length + AsciiWords.Padding).AsSpan(_length, text.Length);
            var status = _lowercase ? Ascii.ToLower(text, bytes, out _) : Ascii.FromUtf16(text, bytes, out _);
            if (status == OperationStatus.Done)
            {
                FindWords(text.Length);
            }
            else
            {
                ReadRunes(Prepared(text));
            }
        }

        DropStopWords(first);
    }

    /// <summary>Adds the words of a text in UTF-8.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        if (_pattern is not null || !Ascii.IsValid(text))
        {
            Read(Encoding.UTF8.GetString(text));
            return;
        }

        var first = _count;
        var bytes = Room(text.Length + AsciiWords.Padding).AsSpan(_length, text.Length);
        if (_lowercase)
        {
            Ascii.ToLower(text, bytes, out _);
        }
        else
        {
            text.CopyTo(bytes);
        }

        FindWords(text.Length);
        DropStopWords(first);
    }

    /// <summary>Writes the ids of the terms in a hashed space.</summary>
    public void HashTo(Span<int> ids, int hashBits)
    {
        for (var i = 0; i < _count; i++)
        {
            var hash = NameHash.OfPadded(_bytes.AsSpan(_starts[i]), _ends[i] - _starts[i]);
            ids[i] = (int)(hash >> (64 - hashBits));
        }
    }

    /// <summary>Replaces the words by all n-grams of the wanted lengths, of which there may be so many.</summary>
    public void Combine(int most)
    {
        if (_ngrams.Max == 1)
        {
            return;
        }

        var words = _count;
        var longest = Math.Min(_ngrams.Max, words);
        CheckTerms(words, longest, most);
        for (var n = Math.Max(2, _ngrams.Min); n <= longest; n++)
        {
            for (var i = 0; i + n <= words; i++)
            {
                Join(i, n);
            }
        }

        if (_ngrams.Min > 1)
        {
            Array.Copy(_starts, words, _starts, 0, _count - words);
            Array.Copy(_ends, words, _ends, 0, _count - words);
            _count -= words;
        }
    }

    // There are words - n + 1 terms of n words, and each word is in n of them at most.
    private void CheckTerms(int words, int longest, int most)
    {
        double shortest = _ngrams.Min;
        if (longest < shortest)
        {
            return;
        }

        var lengths = longest - shortest + 1;
        var totalLength = lengths * (shortest + longest) / 2;
        MadeFeatures.Check(_step, (lengths * (words + 1.0)) - totalLength, most);
        MadeFeatures.CheckNames(_step, totalLength * (_length + (4.0 * words)), most);
    }

    // The text was copied to where the next bytes belong.
    private void FindWords(int length)
    {
        var bytes = _bytes.AsSpan(_length, length + AsciiWords.Padding);
        bytes[length..].Clear();
        while (_starts.Length - _count < length / 2 + 1)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        _count = AsciiWords.Find(bytes, _length, length, _hyphens, _starts, _ends, _count);
        _length += length;
    }

    // A word is a run of word characters and hyphens without the hyphens at its ends, two characters long or more.
    private void ReadRunes(string text)
    {
        Room(text.Length * 3);
        var start = _length;
        var end = start;
        var runes = 0;
        var runesInWord = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isWord = WordPattern.IsWord(rune);
            if (isWord || (_hyphens && rune.Value == '-' && runes > 0))
            {
                _length += rune.EncodeToUtf8(_bytes.AsSpan(_length));
                runes++;
                if (isWord)
                {
                    end = _length;
                    runesInWord = runes;
                }
            }
            else if (runes > 0)
            {
                AddWord(start, end, runesInWord);
                start = _length;
                runes = 0;
                runesInWord = 0;
            }
        }

        AddWord(start, end, runesInWord);
    }

    private void AddWord(int start, int end, int runes)
    {
        if (runes >= 2)
        {
            Add(start, end);
        }
    }

    private void ReadPattern(string text)
    {
        Room(text.Length * 3);
        for (var match = _pattern!.Match(text); match.Success; match = match.NextMatch())
        {
            // As in Python: the first group where a group took part, else the whole match.
            var found = match.Groups.Count > 1 && match.Groups.Cast<Group>().Skip(1).Any(group => group.Success) ? match.Groups[1] : match;
            var start = _length;
            _length += Encoding.UTF8.GetBytes(found.ValueSpan, Room(found.Length * 3).AsSpan(_length));
            Add(start, _length);
        }
    }

    private void DropStopWords(int first)
    {
        if (_stopWords is null)
        {
            return;
        }

        var kept = first;
        for (var i = first; i < _count; i++)
        {
            if (!_stopWords.Contain(this[i]))
            {
                _starts[kept] = _starts[i];
                _ends[kept] = _ends[i];
                kept++;
            }
        }

        _count = kept;
    }

    // Named as Python prints a tuple of texts, which is what river calls an n-gram.
    private void Join(int first, int n)
    {
        var start = _length;
        Append("('"u8);
        for (var i = first; i < first + n; i++)
        {
            if (i > first)
            {
                Append("', '"u8);
            }

            Room(_ends[i] - _starts[i]);
            Append(this[i]);
        }

        Append("')"u8);
        Add(start, _length);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length).AsSpan(_length));
        _length += bytes.Length;
    }

    private void Add(int start, int end)
    {
        if (_count == _starts.Length)
        {
            Array.Resize(ref _starts, _count * 2);
            Array.Resize(ref _ends, _count * 2);
        }

        _starts[_count] = start;
        _ends[_count] = end;
        _count++;
    }

    // There is always as much again behind as a hash may read.
    private byte[] Room(int bytes)
    {
        var size = _length + bytes + NameHash.Padding;
        if (size > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(size, _bytes.Length * 2));
        }

        return _bytes;
    }

    private string Prepared(string text)
    {
        if (_stripAccents)
        {
            text = UnicodeText.WithoutAccents(text);
        }

        return _lowercase ? UnicodeText.ToLower(text) : text;
    }
}
