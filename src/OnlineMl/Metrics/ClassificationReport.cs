using System.Globalization;
using OnlineMl.Catalog;

namespace OnlineMl.Metrics;

/// <summary>A table of precision, recall and F1 of every class and of their averages. Its value is the accuracy.</summary>
[Component("ClassificationReport")]
public sealed class ClassificationReport : ConfusionMatrixMetric
{
    /// <summary>How many decimals of the percentages are printed. Range [0, 15], default 2.</summary>
    public int Decimals { get; init => field = Require.Between(value, 0, 15); } = 2;

    /// <inheritdoc/>
    public override string Name => "ClassificationReport";

    /// <inheritdoc/>
    public override double Value => ClassScores.Ratio(Matrix.TotalTruePositives, Matrix.TotalWeight);

    /// <summary>The table, with the classes in order.</summary>
    public override string ToString()
    {
        string[] blank = ["", "", "", "", ""];
        List<string[]> rows = [blank];
        var totals = Matrix.Totals();
        foreach (var label in Matrix.Classes.Order())
        {
            var i = Matrix.IndexOf(label);
            rows.Add(Row(label.ToString(), score => totals.Score(i, score, 1), totals.Actual[i].ToString("0.##", CultureInfo.InvariantCulture)));
        }

        rows.Add(blank);
        rows.Add(Row("Macro", score => Matrix.Macro(score, 1), ""));
        rows.Add(Row("Micro", score => Matrix.Micro(score, 1), ""));
        rows.Add(Row("Weighted", score => Matrix.Weighted(score, 1), ""));
        var table = TextTable.Write(["", "Precision", "Recall", "F1", "Support"], rows);
        var width = table.IndexOf('\n', StringComparison.Ordinal);
        var accuracy = $"{Percent(Value)} accuracy";
        return $"{table}\n\n{accuracy.PadLeft((width + accuracy.Length) / 2).PadRight(width)}";
    }

    private string[] Row(string name, Func<ClassScore, double> average, string support) =>
        [name, Percent(average(ClassScores.Precision)), Percent(average(ClassScores.Recall)), Percent(average(ClassScores.FBeta)), support];

    private string Percent(double share) => (100 * share).ToString($"F{Decimals}", CultureInfo.InvariantCulture) + "%";
}
