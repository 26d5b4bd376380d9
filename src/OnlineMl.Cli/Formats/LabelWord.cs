namespace OnlineMl.Cli.Formats;

/// <summary>Labels and names in formats that have no quotes.</summary>
internal static class LabelWord
{
    /// <summary>The column of a role; -1 when there is none.</summary>
    public static int ColumnOf(IReadOnlyList<WrittenColumn> columns, WrittenRole role)
    {
        var c = columns.Count - 1;
        while (c >= 0 && columns[c].Role != role)
        {
            c--;
        }

        return c;
    }

    /// <summary>A label: 1 and -1 for true and false.</summary>
    public static string Of(string label, WrittenColumn column) =>
        column.Kind == WrittenKind.Truth ? label.Equals("true", StringComparison.OrdinalIgnoreCase) ? "1" : "-1" : Of(label);

    /// <summary>A text as one word that cannot be taken for something else.</summary>
    public static string Of(string text)
    {
        var word = string.Concat(text.Select(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '|' or ':' or '#' ? '_' : character));
        return word.Length == 0 ? "_" : word[0] == '\'' ? "_" + word[1..] : word;
    }
}
