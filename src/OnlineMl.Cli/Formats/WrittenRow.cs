using System.Globalization;
using OnlineMl.Features;

namespace OnlineMl.Cli.Formats;

/// <summary>The values of a row by column.</summary>
internal sealed class WrittenRow
{
    private readonly WrittenCell[] _cells;
    private readonly List<int> _filled = [];
    private readonly bool _isTyped;

    // By id of the feature, -1 where it has no column.
    private readonly int[] _columnOfId;
    private readonly int[] _columnOfRole;

    /// <param name="columns">The columns.</param>
    /// <param name="columnOfId">The column of each feature, by id; -1 for one that is left out.</param>
    /// <param name="isTyped">Whether the data say themselves which of their values are numbers.</param>
    public WrittenRow(IReadOnlyList<WrittenColumn> columns, int[] columnOfId, bool isTyped)
    {
        Columns = columns;
        _columnOfId = columnOfId;
        _isTyped = isTyped;
        _cells = new WrittenCell[columns.Count];
        _columnOfRole = Array.ConvertAll(Enum.GetValues<WrittenRole>(), role =>
        {
            // Those that come from features are filled as such.
            for (var c = 0; c < columns.Count && role != WrittenRole.Feature; c++)
            {
                if (columns[c].Role == role && !columnOfId.Contains(c))
                {
                    return c;
                }
            }

            return -1;
        });
    }

    public IReadOnlyList<WrittenColumn> Columns { get; }

    /// <summary>The values by column.</summary>
    public ReadOnlySpan<WrittenCell> Cells => _cells;

    /// <summary>The columns that have a value.</summary>
    public IReadOnlyList<int> Filled => _filled;

    /// <summary>The number at a position as it is read back, to the last digit.</summary>
    public static string Digits(FeatureVector x, int position) => Digits(x.Numbers[position], x.RestAt(position));

    /// <inheritdoc cref="Digits(FeatureVector, int)"/>
    public static string Digits(double number, long rest = 0) =>
        double.IsInteger(number) && Math.Abs(number) < 1e19 && (number != 0 || !double.IsNegative(number))
            ? WholeNumbers.Of(number, rest).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>How a target is spelled; null when it is not known.</summary>
    public static string? SpellingOf(in Target target) =>
        target.IsUnknown ? null : target.Label.IsNone ? Digits(target.Number) : target.Label.ToString();

    /// <summary>Takes the values of an example.</summary>
    public void Fill(FeatureVector x, in Target target, double weight, string? tag)
    {
        foreach (var column in _filled)
        {
            _cells[column] = default;
        }

        _filled.Clear();
        for (var i = 0; i < x.Count; i++)
        {
            if (x.Ids[i] < _columnOfId.Length && _columnOfId[x.Ids[i]] is >= 0 and var c)
            {
                Fill(c, x.TextAt(i) ?? Digits(x, i), _isTyped && !x.IsText(i));
            }
        }

        FillRole(WrittenRole.Target, SpellingOf(target));
        FillRole(WrittenRole.Weight, Digits(weight));
        FillRole(WrittenRole.Tag, tag);
    }

    private void FillRole(WrittenRole role, string? text)
    {
        if (_columnOfRole[(int)role] is >= 0 and var c && text is not null)
        {
            Fill(c, text, isNumber: false);
        }
    }

    private void Fill(int c, string text, bool isNumber)
    {
        var areNumbers = Columns[c].Kind == WrittenKind.Number;
        if (areNumbers && !isNumber)
        {
            text = text.Trim(' ');
            if (NumberSpelling.IsMissing(text))
            {
                return;
            }
        }

        _cells[c] = new WrittenCell(text, isNumber || areNumbers);
        _filled.Add(c);
    }
}
