using System.Globalization;
using OnlineMl.Classification;
using OnlineMl.Features;

namespace OnlineMl.ClusterBenchmarks;

/// <summary>How often models that were learned in three shares are right, beside one fold of the same examples.</summary>
internal static class SharedAccuracy
{
    private const int Shares = 3;
    private const int BetweenMerges = 150;

    private static readonly (string File, string Target, string Spec)[] Trials =
    [
        ("phishing", "is_phishing", """{"labels": ["-1", "1"], "model": ["StandardScaler", "LogisticRegression"]}"""),
        ("phishing", "is_phishing", """{"labels": ["-1", "1"], "model": {"LogisticRegression": {"optimizer": "AdaptiveNormalizedInvariant"}}}"""),
        ("banana", "is_banana", """{"labels": ["-1", "1"], "model": "GaussianNB"}"""),
        ("image-segments", "category", """["StandardScaler", "SoftmaxRegression"]"""),
        ("image-segments", "category", """["StandardScaler", "GaussianNB"]"""),
    ];

    /// <summary>Learns four fifths of each set, and asks for the rest.</summary>
    /// <param name="folder">Where the data are.</param>
    public static void Run(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.WriteLine($"There are no data in '{folder}', so that accuracies are not measured; ONLINEML_SHARED says where they are.");
            return;
        }

        Console.WriteLine("| Four fifths learned, accuracy on the last | examples | one fold | three shares, merged every 150 |\n|---|---|---|---|");
        foreach (var (file, target, spec) in Trials)
        {
            var rows = Read(Path.Combine(folder, file + ".csv"), target);
            var taught = rows.Count * 4 / 5;
            var (whole, mixed) = (Model.FromSpec(spec), Model.FromSpec(spec));
            foreach (var chunk in rows.Take(taught).Chunk(BetweenMerges))
            {
                var shares = Enumerable.Range(0, Shares).Select(_ => Copy(mixed)).ToArray();
                for (var i = 0; i < chunk.Length; i++)
                {
                    whole.Learn(chunk[i].X, chunk[i].Y);
                    shares[i % Shares].Learn(chunk[i].X, chunk[i].Y);
                }

                mixed.Merge(shares);
            }

            double Accuracy(Model model) => rows.Skip(taught).Average(row => model.Predict(row.X).Label == row.Y ? 1.0 : 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {file}, `{spec.Replace("\"", "", StringComparison.Ordinal)}` | {rows.Count:N0} | {Accuracy(whole):F3} | {Accuracy(mixed):F3} |"));
        }
    }

    private static Model Copy(Model model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        return Model.Load(file);
    }

    // In an order of no meaning, as some files have one class behind the other.
    private static List<(FeatureVector X, Label Y)> Read(string path, string target)
    {
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',');
        var space = new FeatureSpace();
        return [.. lines.Skip(1).Select((line, row) => (Cells: line.Split(','), row)).OrderBy(line => line.row * 7919 % 104729).Select(line =>
        {
            var x = new FeatureVector(space);
            Label y = default;
            foreach (var (name, cell) in names.Zip(line.Cells))
            {
                if (name == target)
                {
                    y = cell is "0" ? "-1" : cell;
                }
                else
                {
                    x.Add(name, double.Parse(cell, CultureInfo.InvariantCulture));
                }
            }

            return (x, y);
        })];
    }
}
