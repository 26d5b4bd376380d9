using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Data;

/// <summary>Compares the columns of data with those that a model has learned from.</summary>
internal static class ColumnMatch
{
    private const int Shown = 8;

    /// <param name="model">The model.</param>
    /// <param name="reader">The reader of the data.</param>
    /// <param name="first">Their first example.</param>
    /// <returns>A warning; null when nothing is missing.</returns>
    /// <exception cref="DataFormatException">They have no column in common.</exception>
    public static string? Check(Model model, IExampleReader reader, FeatureVector first)
    {
        if (model.Features.HashBits > 0 || model.Features.Count == 0 || !model.Task.NeedsTarget)
        {
            return null;
        }

        string[] has = reader is CsvExampleReader csv ? [.. csv.FeatureNames] : [.. first.Select(feature => feature.Name)];
        if (has.Length == 0)
        {
            return null;
        }

        string[] wanted = [.. Enumerable.Range(0, model.Features.Count).Select(model.Features.NameOf)];
        string[] missing = [.. wanted.Except(has, StringComparer.Ordinal)];
        if (missing.Length == wanted.Length)
        {
            throw new DataFormatException($"The data share no column with those that the model learned from: they have {Names(has)}, it learned from {Names(wanted)}.");
        }

        return missing.Length == 0 || !reader.HasFixedFeatures ? null : $"the data lack columns that the model learned from: {Names(missing)}.";
    }

    private static string Names(string[] names) =>
        string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? FormattableString.Invariant($" and {names.Length - Shown} more") : "");
}
