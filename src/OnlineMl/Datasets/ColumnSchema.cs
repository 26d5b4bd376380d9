using OnlineMl.Datasets.Cells;
using OnlineMl.State;

namespace OnlineMl.Datasets;

/// <summary>What the columns of the data were that a model learned from, to read other data for the same model in the same way.</summary>
/// <remarks>Saved beside a model as a part of its own:
/// <example><code>
/// model.Save(stream, (ColumnSchema.PartName, reader.Schema));
///
/// var file = ModelFile.Read(stream);
/// var schema = new ColumnSchema();
/// file.TryFill(ColumnSchema.PartName, schema);
/// var data = new CsvDataset(open, new ColumnOptions { Target = schema.Target, Known = schema });
/// </code></example></remarks>
public sealed class ColumnSchema : IStateful
{
    /// <summary>The name of the part of a model's file.</summary>
    public const string PartName = "columns";

    private static readonly TargetType[] TargetTypes = [.. Enum.GetValues<TargetType>().Where(type => type != Datasets.TargetType.Class)];

    private const int AllParts = (int)(TimeParts.Year | TimeParts.Month | TimeParts.Weekday | TimeParts.Hour | TimeParts.Day);

    private readonly List<string> _numbers = [];
    private readonly List<string> _categories = [];
    private readonly List<string> _text = [];
    private readonly List<string> _ignored = [];
    private readonly List<string> _times = [];
    private readonly List<string> _timeNotations = [];
    private readonly List<int> _timeParts = [];
    private readonly List<string> _decimalCommas = [];
    private readonly List<string> _missing = [];
    private bool _hasMissing;
    private string? _target;
    private string? _targetType;

    /// <summary>A schema that knows nothing.</summary>
    public ColumnSchema()
    {
    }

    /// <param name="columns">The columns of the data.</param>
    /// <param name="types">What is known of them.</param>
    internal ColumnSchema(IEnumerable<string> columns, ColumnTypes types)
    {
        _target = types.Options.Target;
        _targetType = _target is null || !types.KnowsTarget ? null : NameOf(types.TargetType);

        // What these data lack stays known.
        foreach (var column in columns.Concat(types.Options.Known?.Columns ?? []).Distinct(StringComparer.Ordinal))
        {
            Add(column, types.RuleOf(column));
        }

        _hasMissing = types.MarkersOfMissing is not null;
        _missing.AddRange(types.MarkersOfMissing ?? []);
    }

    /// <summary>The column with what there is to predict; null when there is none.</summary>
    public string? Target => _target;

    /// <summary>How the target is read; null when that is not known.</summary>
    public TargetType? TargetType => Array.FindIndex(TargetTypes, type => NameOf(type) == _targetType) is >= 0 and var i ? TargetTypes[i] : null;

    /// <summary>The columns of numbers.</summary>
    public IReadOnlyList<string> Numbers => _numbers;

    /// <summary>The columns of texts that come again and again.</summary>
    public IReadOnlyList<string> Categories => _categories;

    /// <summary>The columns of free text.</summary>
    public IReadOnlyList<string> Text => _text;

    /// <summary>The columns that are left out.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>The columns of dates and times.</summary>
    public IReadOnlyList<TimeColumn> Times => [.. _times.Select((column, i) => new TimeColumn(column, NotationAt(i), (TimeParts)_timeParts[i]))];

    /// <summary>The columns of numbers with a decimal comma.</summary>
    public IReadOnlyList<string> DecimalCommas => _decimalCommas;

    /// <summary>What stands for an absent value; null for <see cref="ColumnOptions.UsualMissing"/>.</summary>
    public IReadOnlyList<string>? Missing => _hasMissing ? _missing : null;

    internal string[] Columns => [.. _numbers, .. _categories, .. _text, .. _times, .. _ignored];

    internal ColumnRule? RuleOf(string column) =>
        _numbers.Contains(column, StringComparer.Ordinal)
            ? new ColumnRule(ColumnKind.Number) { Numbers = _decimalCommas.Contains(column, StringComparer.Ordinal) ? NumberNotation.Comma : NumberNotation.Point }
        : _categories.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Category)
        : _text.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Text)
        : _times.IndexOf(column) is >= 0 and var i ? new ColumnRule(ColumnKind.Time) { Times = NotationAt(i), Parts = (TimeParts)_timeParts[i] }
        : _ignored.Contains(column, StringComparer.Ordinal) || column == _target ? new ColumnRule(ColumnKind.Ignored)
        : null;

    void IStateful.Describe(StateArchive state)
    {
        state.Field("target", ref _target);
        state.Field(new FieldName("targetType", Formerly: "target_type"), ref _targetType);
        state.Field("numbers", _numbers, FieldLength.Any);
        state.Field("categories", _categories, FieldLength.Any);
        state.Field("text", _text, FieldLength.Any);
        state.Field("ignored", _ignored, FieldLength.Any);
        state.Field("times", _times, FieldLength.Any);
        state.Field("timeNotations", _timeNotations, FieldLength.Exactly(_times.Count));
        state.Field("timeParts", _timeParts, FieldLength.Exactly(_times.Count), WholeRange.Below(AllParts + 1));
        state.Field("decimalCommas", _decimalCommas, FieldLength.Any);
        state.Field("hasMissing", ref _hasMissing);
        state.Field("missing", _missing, FieldLength.Any);
    }

    private static string NameOf(TargetType type) => type.ToString().ToLowerInvariant();

    private TimeNotation NotationAt(int i) => Enum.TryParse<TimeNotation>(_timeNotations[i], ignoreCase: false, out var notation) ? notation : TimeNotation.Iso;

    private void Add(string column, ColumnRule rule)
    {
        switch (rule.Kind)
        {
            case ColumnKind.Number:
                _numbers.Add(column);
                if (rule.Numbers == NumberNotation.Comma)
                {
                    _decimalCommas.Add(column);
                }

                break;
            case ColumnKind.Category:
                _categories.Add(column);
                break;
            case ColumnKind.Text:
                _text.Add(column);
                break;
            case ColumnKind.Time:
                _times.Add(column);
                _timeNotations.Add(rule.Times.ToString());
                _timeParts.Add((int)rule.Parts);
                break;
            case ColumnKind.Ignored or ColumnKind.Weight:
                _ignored.Add(column);
                break;
        }
    }
}
