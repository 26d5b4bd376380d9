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

    private readonly List<string> _numbers = [];
    private readonly List<string> _categories = [];
    private readonly List<string> _text = [];
    private readonly List<string> _ignored = [];
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
            ListOf(types.KindOf(column))?.Add(column);
        }
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

    private string[] Columns => [.. _numbers, .. _categories, .. _text, .. _ignored];

    internal ColumnKind? KindOf(string column) =>
        _numbers.Contains(column, StringComparer.Ordinal) ? ColumnKind.Number
        : _categories.Contains(column, StringComparer.Ordinal) ? ColumnKind.Category
        : _text.Contains(column, StringComparer.Ordinal) ? ColumnKind.Text
        : _ignored.Contains(column, StringComparer.Ordinal) || column == _target ? ColumnKind.Ignored
        : null;

    void IStateful.Describe(StateArchive state)
    {
        state.Field("target", ref _target);
        state.Field(new FieldName("targetType", Formerly: "target_type"), ref _targetType);
        state.Field("numbers", _numbers, FieldLength.Any);
        state.Field("categories", _categories, FieldLength.Any);
        state.Field("text", _text, FieldLength.Any);
        state.Field("ignored", _ignored, FieldLength.Any);
    }

    private static string NameOf(TargetType type) => type.ToString().ToLowerInvariant();

    private List<string>? ListOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => _numbers,
        ColumnKind.Category => _categories,
        ColumnKind.Text => _text,
        ColumnKind.Ignored => _ignored,
        _ => null,
    };
}
