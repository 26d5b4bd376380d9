using System.Text;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Gives the texts of names that come again and again without making them anew.</summary>
/// <remarks>Safe for use by several threads at once: an entry never changes, it is only replaced.</remarks>
internal sealed class InternedNames
{
    private const int Size = 256;

    private readonly Entry?[] _entries = new Entry?[Size];

    /// <summary>The text of a name in UTF-8.</summary>
    public string Find(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.IsEmpty)
        {
            return "";
        }

        var place = ((utf8Name.Length * 31) + (utf8Name[0] * 7) + utf8Name[^1]) % Size;
        if (_entries[place] is { } entry && utf8Name.SequenceEqual(entry.Utf8))
        {
            return entry.Text;
        }

        var text = Encoding.UTF8.GetString(utf8Name);
        if (utf8Name.Length <= 128)
        {
            _entries[place] = new Entry(utf8Name.ToArray(), text);
        }

        return text;
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
