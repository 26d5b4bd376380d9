using System.Text;
using OnlineMl.Features;

namespace OnlineMl.Datasets;

/// <summary>Gives the same string for the same bytes, so that repeated values of a column are neither decoded nor kept twice.</summary>
/// <remarks>Bounded: when it is full, or hits too seldom to pay, it makes a new string for what it does not hold.</remarks>
internal sealed class TextCache
{
    private const int MostEntries = 4096;
    private const int LongestText = 64;
    private const int TrialSize = 1024;

    private readonly Entry[] _entries = new Entry[MostEntries * 2];
    private int _count;
    private int _looks;
    private int _hits;
    private bool _off;

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (_off || utf8.Length > LongestText)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var mask = _entries.Length - 1;
        for (var i = (int)NameHash.Of(utf8, 0) & mask; ; i = (i + 1) & mask)
        {
            ref var entry = ref _entries[i];
            if (entry.Utf8 is null)
            {
                return Keep(utf8, ref entry);
            }

            if (utf8.SequenceEqual(entry.Utf8))
            {
                _hits++;
                return entry.Text;
            }
        }
    }

    private string Keep(ReadOnlySpan<byte> utf8, ref Entry entry)
    {
        var text = Encoding.UTF8.GetString(utf8);
        _looks++;
        _off = _looks == TrialSize && _hits < TrialSize / 4;
        if (_count < MostEntries)
        {
            _count++;
            entry = new Entry { Utf8 = utf8.ToArray(), Text = text };
        }

        return text;
    }

    private struct Entry
    {
        public byte[]? Utf8;
        public string Text;
    }
}
