using OnlineMl.Cli.Data;
using OnlineMl.Datasets;
using OnlineMl.Evaluation;

namespace OnlineMl.Cli.Output;

/// <summary>What is told of the columns before a model learns from them.</summary>
internal sealed class ColumnNotice
{
    private const int SampleSize = 1000;

    private readonly ColumnUses _uses;

    private ColumnNotice(TableDescription table, ColumnUses uses)
    {
        Table = table;
        _uses = uses;
    }

    /// <summary>The columns by the first rows.</summary>
    public TableDescription Table { get; }

    /// <summary>Warns of columns that the model passes over, and shows all of them on a terminal.</summary>
    /// <returns>What the result has of the columns; null when the data have none of their own.</returns>
    public static ColumnNotice? Tell(DataSource data, Model model, string? spec, bool asJson)
    {
        if (data.Describe(SampleSize) is not { Rows: > 0 } table)
        {
            return null;
        }

        if (model.TimeFeature is { } time && !table.Columns.Any(column => time == column.Name || time.StartsWith(column.Name + "_", StringComparison.Ordinal)))
        {
            throw new DataFormatException($"The data have no column '{time}', which tells the model the time; they have {string.Join(", ", table.Columns.Select(column => column.Name))}.");
        }

        var notice = new ColumnNotice(table, new ColumnUses(model));
        if (!asJson && !Console.IsOutputRedirected)
        {
            ColumnWriter.WriteTable(table, notice.UseOf, withHistograms: false);
        }

        notice.Warn(spec);
        return notice;
    }

    /// <summary>What the model does with a column.</summary>
    public string UseOf(ColumnReport column) => _uses.Of(column);

    private void Warn(string? spec)
    {
        var ignored = _uses.Ignored(Table);
        if (ignored.Count == 0)
        {
            return;
        }

        var areTexts = ignored.All(column => column.Kind is ColumnKind.Category or ColumnKind.Text);
        var proposal = areTexts && spec is not null && FeatureUse.ProposeSpec(spec) is { } better ? $" This would use texts: --spec '{better}'" : "";
        Console.Error.WriteLine($"onlineml: the model passes over {string.Join(", ", ignored.Select(column => $"'{column.Name}'"))}.{proposal}");
    }
}
