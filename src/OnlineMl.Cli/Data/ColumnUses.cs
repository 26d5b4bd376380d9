using OnlineMl.Datasets;
using OnlineMl.Evaluation;

namespace OnlineMl.Cli.Data;

/// <summary>What a model does with the columns of data.</summary>
internal sealed class ColumnUses
{
    // All columns that the model does not name fare alike, so a few are enough to find out.
    private readonly Dictionary<bool, bool> _unnamed = [];
    private readonly HashSet<string> _named;
    private readonly Model _model;

    public ColumnUses(Model model)
    {
        _model = model;
        _named = [.. NamedColumns.Of(model)];
    }

    /// <summary>The columns that the model passes over though their values differ.</summary>
    public IReadOnlyList<ColumnReport> Ignored(TableDescription table) =>
        [.. table.Columns.Where(column => column.Kind < ColumnKind.Target && !column.IsConstant && IsIgnored(column))];

    /// <summary>What the model does with a column, in a few words.</summary>
    public string Of(ColumnReport column) => column.Kind switch
    {
        ColumnKind.Target => "the target",
        ColumnKind.Weight => "the weight",
        ColumnKind.Ignored => "left out",
        ColumnKind.Time or ColumnKind.Number or ColumnKind.Category or ColumnKind.Text when column.Name == _model.TimeFeature => "the time",
        ColumnKind.Time or ColumnKind.Number or ColumnKind.Category or ColumnKind.Text when IsIgnored(column) => "ignored by the model",
        ColumnKind.Time => $"as {string.Join(", ", column.Features)}",
        ColumnKind.Number => "as a number",
        ColumnKind.Category or ColumnKind.Text => "as a text",
    };

    private bool IsIgnored(ColumnReport column)
    {
        var isText = column.Kind is ColumnKind.Category or ColumnKind.Text;
        return column.Features.All(feature => IsIgnored(feature, isText));
    }

    private bool IsIgnored(string feature, bool isText)
    {
        if (_named.Contains(feature))
        {
            return FeatureUse.IsIgnored(_model, feature, isText);
        }

        if (!_unnamed.TryGetValue(isText, out var isIgnored))
        {
            _unnamed[isText] = isIgnored = FeatureUse.IsIgnored(_model, feature, isText);
        }

        return isIgnored;
    }
}
