using System.Text;

namespace OnlineMl.Features;

/// <summary>Remembers the texts of recent values, so that one that comes again makes no new string.</summary>
internal sealed class TextCache
{
    private const int LongestText = 64;
    private const int Size = 64;

    private readonly (byte[] Utf8, string Text)[] _entries = new (byte[], string)[Size];

    /// <summary>The text of valid UTF-8.</summary>
    public string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestText)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var entry = ref _entries[(int)NameHash.Of(utf8, 0) & (Size - 1)];
        if (entry.Utf8 is null || !utf8.SequenceEqual(entry.Utf8))
        {
            entry = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return entry.Text;
    }
}
