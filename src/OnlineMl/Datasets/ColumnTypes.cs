namespace OnlineMl.Datasets;

/// <summary>What is known of the columns of one data set: told by options, or found out while reading.</summary>
internal sealed class ColumnTypes(ColumnOptions options)
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private TargetType? _target;

    public ColumnOptions Options => options;

    public TargetType TargetType
    {
        get => Told ?? _target ?? TargetType.Bool;
        set => _target = value;
    }

    public bool GuessesTarget => Told is null;

    /// <summary>Whether the type of a target class was found in the data, so that it need not be guessed.</summary>
    public bool KnowsTarget => !GuessesTarget || _target is not null;

    private TargetType? Told =>
        options.TargetType != TargetType.Class ? options.TargetType
        : options.Known is { } known && known.Target == options.Target ? known.TargetType
        : null;

    /// <summary>Whether a column cannot turn out to be of text.</summary>
    public bool MustBeNumber(string column) =>
        options.Numbers.Contains(column, StringComparer.Ordinal) || (options.Known?.KindOf(column) == ColumnKind.Number && KindOf(column) == ColumnKind.Number);

    /// <summary>Whether anything is told or known of a column other than the target.</summary>
    public bool HasRules { get; } =
        options.Known is not null || options.Ignored.Count + options.Text.Count + options.Categories.Count + options.Numbers.Count > 0;

    public void NoteText(string column) => _texts.Add(column);

    public ColumnKind KindOf(string column) =>
        string.Equals(column, options.Target, StringComparison.Ordinal) ? ColumnKind.Target
        : options.Ignored.Contains(column, StringComparer.Ordinal) ? ColumnKind.Ignored
        : options.Text.Contains(column, StringComparer.Ordinal) ? ColumnKind.Text
        : options.Categories.Contains(column, StringComparer.Ordinal) ? ColumnKind.Category
        : options.Numbers.Contains(column, StringComparer.Ordinal) ? ColumnKind.Number
        : options.Known?.KindOf(column) ?? (_texts.Contains(column) ? ColumnKind.Category : ColumnKind.Number);

    /// <summary>Checks that every column named in the options exists.</summary>
    public void CheckColumns(IReadOnlyList<string> columns)
    {
        string?[] wanted = [options.Target, .. options.Text, .. options.Categories, .. options.Numbers, .. options.MayLackIgnored ? [] : options.Ignored];
        foreach (var name in wanted)
        {
            if (name is not null && !columns.Contains(name, StringComparer.Ordinal))
            {
                throw new DataFormatException($"The data have no column '{name}'; they have {string.Join(", ", columns)}.");
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in columns)
        {
            if (!seen.Add(name))
            {
                throw new DataFormatException($"The header names the column '{name}' twice.");
            }
        }
    }
}
