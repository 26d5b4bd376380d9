using System.Text;

namespace OnlineMl.Datasets.Cells;

/// <summary>What did not fit while data were read.</summary>
internal sealed class ReadingLog(ColumnOptions options)
{
    private const int LongestValue = 60;

    private readonly Dictionary<(string Column, string Finding), ReadingNote> _notes = [];

    public IReadOnlyList<ReadingNote> Notes => [.. _notes.Values];

    /// <summary>Takes note of a value.</summary>
    /// <exception cref="DataFormatException">The options say that every value must fit.</exception>
    public void Note(string column, long line, ReadOnlySpan<byte> value, string finding)
    {
        if (_notes.TryGetValue((column, finding), out var earlier))
        {
            _notes[(column, finding)] = earlier with { Count = earlier.Count + 1 };
            return;
        }

        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, LongestValue * 4)]);
        text = text.Length > LongestValue ? string.Concat(text.AsSpan(0, LongestValue), "…") : text;
        var note = new ReadingNote(column, line, text, finding, 1);
        if (options.IsStrict)
        {
            throw new DataFormatException(note.ToString());
        }

        _notes.Add((column, finding), note);
        options.Noticed?.Invoke(note);
    }
}
