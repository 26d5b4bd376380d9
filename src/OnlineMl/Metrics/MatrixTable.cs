using System.Globalization;

namespace OnlineMl.Metrics;

/// <summary>A confusion matrix as a text for people.</summary>
internal static class MatrixTable
{
    // Beyond these a table is of no use to a reader.
    private const int MostColumns = 100;

    /// <summary>A row for each true class and a column for each predicted one; of very many classes a row for each pair that occurs.</summary>
    public static string Write(ConfusionMatrix matrix)
    {
        List<Label> classes = [.. matrix.Classes.Order()];
        if (classes.Count > MostColumns)
        {
            return TextTable.Write(["Truth", "Prediction", "Weight"], matrix.Cells.ToArray().Where(cell => cell.Count > 0).Select(cell => (string[])
                [matrix.LabelAt(cell.Truth).ToString(), matrix.LabelAt(cell.Prediction).ToString(), Show(cell.Weight)]));
        }

        return TextTable.Write(
            ["", .. classes.Select(label => label.ToString())],
            classes.Select(row => (string[])[row.ToString(), .. classes.Select(column => Show(matrix[row, column]))]));
    }

    private static string Show(double weight) => weight.ToString("#,0.##", CultureInfo.InvariantCulture);
}
