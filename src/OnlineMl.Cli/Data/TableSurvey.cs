using OnlineMl.Cli.Formats;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Data;

/// <summary>Reads data once to find out what columns there are to write.</summary>
internal sealed class TableSurvey
{
    private readonly List<ColumnSurvey> _features = [];
    private readonly ColumnSurvey _targets = new("", isTyped: false);
    private readonly ColumnSurvey _weights = new("", isTyped: false);
    private readonly ColumnSurvey _tags = new("", isTyped: false);
    private readonly WrittenNames _names;
    private readonly bool _isTyped;
    private HashSet<string> _categories = [];
    private HashSet<string> _ignored = [];
    private FeatureSpace _space = new();

    /// <param name="names">How columns with a role are called.</param>
    /// <param name="isTyped">Whether the data say themselves which of their values are numbers.</param>
    public TableSurvey(WrittenNames names, bool isTyped)
    {
        _names = names;
        _isTyped = isTyped;
    }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>The columns; features first, in the order in which they appear.</summary>
    public IReadOnlyList<WrittenColumn> Columns { get; private set; } = [];

    /// <summary>The column of each feature, by id; -1 for one that is left out.</summary>
    public int[] ColumnOfId { get; private set; } = [];

    /// <exception cref="DataFormatException">There is no column of a name that has a role.</exception>
    public static TableSurvey Of(IExampleReader reader, WrittenNames names, bool isTyped, long limit, CancellationToken cancellation)
    {
        var survey = new TableSurvey(names, isTyped);
        var x = new FeatureVector();
        survey._space = x.Space;
        while (survey.Rows < limit && reader.TryRead(x, out var target))
        {
            survey.Add(x, target, reader);
            cancellation.ThrowIfCancellationRequested();
        }

        survey._categories = [.. DataSource.SchemaOf(reader)?.Categories ?? []];
        survey._ignored = [.. DataSource.SchemaOf(reader)?.Ignored ?? []];
        survey.Decide();
        return survey;
    }

    private void Add(FeatureVector x, in Target target, IExampleReader reader)
    {
        Rows++;
        for (var i = 0; i < x.Count; i++)
        {
            Survey(x.Ids[i]).Add(x.TextAt(i) ?? WrittenRow.Digits(x, i), x.IsText(i));
        }

        if (_names.IsTargetApart && WrittenRow.SpellingOf(target) is { } label)
        {
            _targets.Add(label, isText: true);
        }

        if (reader.Weight != 1)
        {
            _weights.Add(WrittenRow.Digits(reader.Weight), isText: true);
        }

        if ((reader as ITableReader)?.Tag is { } tag)
        {
            _tags.Add(tag, isText: true);
        }
    }

    private ColumnSurvey Survey(int id)
    {
        while (_features.Count <= id)
        {
            _features.Add(new ColumnSurvey(_space.NameOf(_features.Count), _isTyped));
        }

        return _features[id];
    }

    private void Decide()
    {
        // A column without values is one all the same.
        if (_space.Count > 0)
        {
            Survey(_space.Count - 1);
        }

        var columns = new List<WrittenColumn>();
        ColumnOfId = new int[_features.Count];
        for (var id = 0; id < _features.Count; id++)
        {
            var name = _space.NameOf(id);
            ColumnOfId[id] = _ignored.Contains(name) ? -1 : columns.Count;
            if (ColumnOfId[id] >= 0)
            {
                columns.Add(_features[id].Column(_categories.Contains(name)) with { Role = _names.RoleOf(name) });
            }
        }

        foreach (var name in _names.Named)
        {
            if (columns.Count > 0 && !columns.Any(column => column.Name == name))
            {
                throw new DataFormatException($"The data have no column '{name}'; they have {string.Join(", ", columns.Select(column => column.Name))}.");
            }
        }

        Append(columns, _targets, WrittenRole.Target, _names.Target ?? WrittenNames.UsualTarget);
        Append(columns, _weights, WrittenRole.Weight, _names.Weight ?? WrittenNames.UsualWeight);
        Append(columns, _tags, WrittenRole.Tag, WrittenNames.UsualTag);
        Columns = columns;
    }

    private static void Append(List<WrittenColumn> columns, ColumnSurvey survey, WrittenRole role, string name)
    {
        if (survey.Values == 0)
        {
            return;
        }

        while (columns.Any(column => column.Name == name))
        {
            name += "_";
        }

        columns.Add(survey.Column(isText: role == WrittenRole.Tag) with { Name = name, Role = role });
    }
}
