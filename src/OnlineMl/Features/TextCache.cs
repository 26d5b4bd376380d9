using System.Text;
using OnlineMl.Numerics;

namespace OnlineMl.Features;

/// <summary>Gives the same string for the same bytes, so that values that come again are neither decoded nor kept twice.</summary>
/// <remarks>Bounded: when it is full it starts over, and when it hits too seldom to pay it makes a new string each time.</remarks>
/// <param name="capacity">How many texts are kept at most; a power of 2.</param>
internal sealed class TextCache(int capacity)
{
    private const int LongestText = 64;
    private const int TrialSize = 1024;

    private readonly (byte[]? Utf8, string Text)[] _entries = new (byte[]?, string)[capacity * 2];
    private int _count;
    private int _misses;
    private int _hits;
    private bool _off;

    /// <summary>The text of valid UTF-8.</summary>
    public string TextOf(ReadOnlySpan<byte> utf8)
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

    private string Keep(ReadOnlySpan<byte> utf8, ref (byte[]? Utf8, string Text) entry)
    {
        _misses++;
        _off = _misses == TrialSize && _hits < TrialSize / 4;
        if (_count == capacity)
        {
            Array.Clear(_entries);
            _count = 0;
            entry = ref _entries[(int)NameHash.Of(utf8, 0) & (_entries.Length - 1)];
        }

        _count++;
        entry = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return entry.Text;
    }
}
